/** node-fetch 3 and what it imports are ES modules, like two tools of the tests; jest runs everything as CommonJS. */
const esModules = [
  "node-fetch",
  "fetch-blob",
  "data-uri-to-buffer",
  "formdata-polyfill",
  "github-slugger",
  "@apidevtools/json-schema-ref-parser",
];

const shared = {
  testEnvironment: "node",
  transform: { "\\.(ts|js)$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join("|")})/)`],
};

module.exports = {
  // Ends what hangs. No test may fail because the machine is slow.
  testTimeout: 5 * 60_000,
  testSequencer: "<rootDir>/tests/toolchain/longestFirst.js",
  projects: [
    { ...shared, displayName: "unit", testMatch: ["<rootDir>/tests/{unit,rules,contract}/**/*.test.ts"] },
    { ...shared, displayName: "property", testMatch: ["<rootDir>/tests/property/**/*.test.ts"] },
    { ...shared, displayName: "faults", testMatch: ["<rootDir>/tests/faults/**/*.test.ts"] },
    {
      ...shared,
      displayName: "engine",
      testEnvironment: "<rootDir>/tests/engine/environment.ts",
      testMatch: ["<rootDir>/tests/{engine,packed,upgrade,live,firstDay}/**/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/tests/engine/setUpFile.ts"],
      globalSetup: "<rootDir>/tests/engine/globalSetup.ts",
      globalTeardown: "<rootDir>/tests/engine/globalTeardown.ts",
    },
  ],
};
