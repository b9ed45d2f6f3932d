import { endKeyService } from "./keyService";

// Ends what hangs. No test may fail because the machine is slow, and Pulumi on a slow one takes minutes.
jest.setTimeout(30 * 60_000);

afterAll(endKeyService);
