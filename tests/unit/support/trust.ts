import tls from "node:tls";

const create = tls.createSecureContext;

/** Node reads NODE_EXTRA_CA_CERTS when it starts; this adds authorities later, until the mocks are restored. */
export function trust(...certificates: string[]): void {
  jest.spyOn(tls, "createSecureContext").mockImplementation((options) => {
    const secure = create(options);
    for (const certificate of certificates) secure.context.addCACert(certificate);
    return secure;
  });
}
