import type { Rewrite } from "../../../../sdk/local";
import { to } from "../../support/builders";
import { countSent, refresh, type Stack, startStack, totalOf } from "../../support/manyShares";
import { props, type Sharing, startSharing, stopSharing } from "../../support/sharing";

afterEach(stopSharing);

const idAt = (stack: Stack, place: number) => [...stack.keys()][place] ?? "";

/** So many answers of the list lack what is to be missing. */
function leaveOut({ cloudflare }: Sharing, isMissing: (id: string) => boolean, times = 1e9): void {
  const rewrite: Rewrite = (answer) => {
    const listed = answer.json?.result as { id: string }[];
    return { ...answer, json: { ...answer.json, result: listed.filter(({ id }) => !isMissing(id)) } };
  };
  cloudflare.faults.add({ fault: "rewrite", path: /shares$/, times, rewrite });
}

describe("a refresh of many shares", () => {
  test("one share alone takes two requests, and no list", async () => {
    const { sharing, stack } = await startStack(1);
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toEqual({ "GET share": 1, "GET recipients": 1 });
  });

  test("what the list confirms takes one request each, and one for every fifty", async () => {
    const { sharing, stack } = await startStack(120);
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toEqual({ "GET share": 1, "GET recipients": 120, "GET shares": 3 });
  });

  test("a few shares in an account of many: their pages are given up for their own requests", async () => {
    const { sharing, stack } = await startStack(6, { others: 400 });
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toEqual({ "GET share": 6, "GET recipients": 6, "GET shares": 1 });
  });

  test("spread thinly over an account of thousands: a tenth more requests than without lists at most", async () => {
    const size = 60;
    const { sharing, stack } = await startStack(size, { between: 80 });
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(totalOf(countSent(sharing))).toBeLessThanOrEqual(2 * size + size / 10 + 1);
  });

  test("together somewhere in an account of thousands: found by their date", async () => {
    const size = 200;
    const { sharing, stack } = await startStack(size, { others: 2_000, newer: 1_000 });
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(totalOf(countSent(sharing))).toBeLessThan(1.5 * size);
  });

  test("nobody waits for all pages of an account to find that none has the share", async () => {
    const { sharing, stack } = await startStack(60, { newer: 1_000 });
    const missing = idAt(stack, 7);
    leaveOut(sharing, (id) => id === missing);
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toEqual({ "GET share": 2, "GET recipients": 60, "GET shares": 2 });
  });

  test("a page that did not have them yet is asked for again when it is old", async () => {
    const { sharing, stack } = await startStack(20);
    leaveOut(sharing, () => true, 1);
    const run = sharing.again();
    await refresh(run, stack);
    expect(countSent(sharing)).toEqual({ "GET share": 20, "GET recipients": 20, "GET shares": 1 });
    sharing.clock.pass(10_001);
    expect(await refresh(run, stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toEqual({ "GET share": 1, "GET recipients": 20, "GET shares": 1 });
  });

  test("what is not as in the state is asked of the share itself", async () => {
    const { sharing, stack } = await startStack(20);
    sharing.cloudflare.dashboard.rename(idAt(stack, 7), "Renamed by hand");
    const read = await refresh(sharing.again(), stack);
    expect(read[7]).toMatchObject({ name: "Renamed by hand" });
    expect(countSent(sharing)).toEqual({ "GET share": 2, "GET recipients": 20, "GET shares": 1 });
  });

  test("a share that the list lacks is there all the same", async () => {
    const { sharing, stack } = await startStack(20);
    const missing = idAt(stack, 7);
    leaveOut(sharing, (id) => id === missing);
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toMatchObject({ "GET recipients": 20, "GET share": 2 });
  });

  test("what a list leaves out of its shares is no difference", async () => {
    const { sharing, stack } = await startStack(3);
    sharing.cloudflare.faults.add({ fault: "created-absent", path: /shares$/, times: 1e9 });
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toMatchObject({ "GET share": 3, "GET shares": 1 });
  });

  test("a list that still has a deleted share does not keep it", async () => {
    const { sharing, stack } = await startStack(20);
    sharing.cloudflare.faults.add({
      fault: "rewrite",
      path: /shares$/,
      times: 1e9,
      rewrite: (answer) => {
        sharing.cloudflare.dashboard.deleteShare(idAt(stack, 7));
        return answer;
      },
    });
    const read = await refresh(sharing.again(), stack);
    expect(read.filter((props) => props === undefined)).toEqual([undefined]);
    expect(read[7]).toBeUndefined();
    expect(countSent(sharing)).toMatchObject({ "GET shares": 1 });
  });

  test.each(["500-before", "403-9109", "html-before", "result-null"] as const)(
    "a list that fails by %s is asked for once, and the shares themselves after it",
    async (fault) => {
      const { sharing, stack } = await startStack(20);
      sharing.cloudflare.faults.add({
        fault,
        path: /shares$/,
        times: 1e9,
      });
      expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
      expect(countSent(sharing)).toEqual({ "GET share": 20, "GET recipients": 20, "GET shares": 1 });
    },
  );

  test("a list that never comes is not waited for", async () => {
    const { sharing, stack } = await startStack(20);
    let limits: number[] = [];
    const before = () => {
      limits = sharing.clock.attemptLimits;
      sharing.clock.timeOut();
    };
    sharing.cloudflare.faults.add({ fault: "never", path: /shares$/, times: 1e9, before });
    expect(await refresh(sharing.again(), stack)).toEqual([...stack.values()]);
    expect(countSent(sharing)).toMatchObject({ "GET shares": 1 });
    expect(limits).toContain(5_000);
  });

  test("what this run has written since a page was asked for is not read from it", async () => {
    const { sharing, stack } = await startStack(20);
    const run = sharing.again();
    await refresh(run, stack);
    sharing.sent();
    const [[id, state] = ["", {}]] = stack;
    await run.share.update(id, state, { ...state, name: "Renamed by this run" });
    const read = await refresh(run, stack);
    expect(read[0]).toMatchObject({ name: "Renamed by this run" });
    expect(countSent(sharing)).toMatchObject({ "GET shares": 1 });
  });

  test("a page is not read from for longer than ten seconds", async () => {
    const { sharing, stack } = await startStack(20);
    const run = sharing.again();
    await refresh(run, stack);
    sharing.sent();
    await refresh(run, stack);
    expect(countSent(sharing)).toEqual({ "GET recipients": 20 });
    sharing.clock.pass(10_001);
    await refresh(run, stack);
    expect(countSent(sharing)).toEqual({ "GET share": 1, "GET recipients": 20, "GET shares": 1 });
  });
});

describe("a wait for many shares", () => {
  const total = 12;
  const arrived = { associationStatus: "associated" };

  async function createAll(faults: (sharing: Sharing) => void = () => undefined) {
    const sharing = await startSharing({ transitionMs: 60_000 });
    faults(sharing);
    const run = sharing.again().share;
    const content = (n: number) => ({ name: `Share ${n}`, recipients: to(1, 2) });
    const made = Array.from({ length: total }, (_, n) => run.create(props(content(n))));
    return { sharing, made: await Promise.all(made) };
  }

  test("pages of the list say that they are on their way; the end, each says itself", async () => {
    const { sharing, made } = await createAll();
    for (const { outs } of made) expect(outs.recipientStatuses).toMatchObject([arrived, arrived]);
    const {
      "GET share": alone = 0,
      "GET recipients": looks = 0,
      "GET shares": pages = 0,
    } = countSent(sharing);
    // Beyond what goes with a look at the recipients: the first poll of each, and the first that met no other.
    expect(alone - looks).toBeLessThanOrEqual(total + 1);
    expect(pages).toBeGreaterThan(0);
  });

  test("where nobody waits for recipients, the second poll ends it, whatever a page says", async () => {
    const { cloudflare, clock, again } = await startSharing({ transitionMs: 60_000 });
    const rewrite: Rewrite = (answer) => ({
      ...answer,
      status: 404,
      json: { success: false, errors: [{ code: 1_004, message: "not found" }], result: null },
    });
    cloudflare.faults.add({ fault: "rewrite", method: "GET", path: /recipients$/, times: 3, rewrite });
    const run = again().share;
    const content = (n: number) => props({ name: `Share ${n}`, waitForRecipients: false });
    const made = await Promise.all([1, 2, 3].map((n) => run.create(content(n))));
    for (const { outs } of made) expect(outs).toMatchObject({ associatingRecipientCount: 2 });
    expect(clock.sleeps).toEqual([500, 500, 500]);
  });

  test("a list that says they have arrived does not end the wait", async () => {
    const { made } = await createAll(({ cloudflare }) => {
      const rewrite: Rewrite = (answer) => {
        const listed = answer.json?.result as object[];
        const counts = { associating_recipient_count: 0, associated_recipient_count: 9 };
        return { ...answer, json: { ...answer.json, result: listed.map((one) => ({ ...one, ...counts })) } };
      };
      cloudflare.faults.add({ fault: "rewrite", method: "GET", path: /shares$/, times: 1e9, rewrite });
    });
    for (const { outs } of made) expect(outs.recipientStatuses).toMatchObject([arrived, arrived]);
  });
});
