/** A name that no resolver knows. */
export const privateName = "api.behind.invalid";

/** Of names below behind.invalid and for these tests only; its own authority, valid for a hundred years. */
export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQga3H3miurrPHjExoI
wIzfqo+6m5om+cz9ZB8yNZ1Fl3ehRANCAARIsJhZhntRGMdRBtJKW6jYjfzItV/h
3U6lmbuh8nX0KF09EH3kdI2jlPr8GmFcJvGT4O3NuNfi46SKNI7ldQ7F
-----END PRIVATE KEY-----
`;

export const privateCertificate = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgICEAAwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOYmVoaW5k
LmludmFsaWQwIBcNMjUwMTAxMDAwMDAwWhgPMjEyNTAxMDEwMDAwMDBaMBkxFzAV
BgNVBAMMDmJlaGluZC5pbnZhbGlkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
SLCYWYZ7URjHUQbSSluo2I38yLVf4d1OpZm7ofJ19ChdPRB95HSNo5T6/BphXCbx
k+DtzbjX4uOkijSO5XUOxaNPME0wGwYDVR0RBBQwEoIQKi5iZWhpbmQuaW52YWxp
ZDAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBTn7NFQQds34xcsfoBVbPMNuW29
UjAKBggqhkjOPQQDAgNIADBFAiEAp7M7Go/4jB8rBnNlDUXNWWOtyo17KTKoyKdo
lI4jgWkCIERfxcbYfNT1fjhYCPgTuMRQwNxXdha3LOYdwilh1Xgn
-----END CERTIFICATE-----
`;
