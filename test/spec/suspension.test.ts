// Suspension in the user's session: what commits together, what a crash, a repeat, a late call or a rollback leaves.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OperatorAct } from "../../schema/jobs/operator-act.ts";
import { newDeviceId } from "../../schema/protocol/ids.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import type { DeviceGrant } from "../../schema/rpc/user-session.ts";
import { SendQueue } from "../../durable-objects/user-session/sending/send-queue.ts";
import { maxWaitingJobs } from "../../durable-objects/runtime/job-outbox.ts";
import { itemOf, pair, sessionObject, TestUser, textMessage } from "../support/actors.ts";
import { CaughtQueue, untilTold } from "../support/jobs-queue.ts";
import { actOn, detailOf, restore, storedOfUser, suspend, trySigningIn } from "../support/session-acts.ts";
import type { TestSocket } from "../support/test-socket.ts";

let queue: CaughtQueue;
beforeEach(() => {
  queue = new CaughtQueue();
});
afterEach(() => {
  queue.restore();
  vi.useRealTimers();
});

const refused = { refusal: { code: "SUSPENDED" } };

/** Another act that was asked for at the same time. */
const actAt = (act: OperatorAct): OperatorAct => ({ ...act, id: crypto.randomUUID() });

/** A socket that has closed takes nothing. */
function trySending(socket: TestSocket, frame: UpFrame): void {
  try {
    socket.send(frame);
  } catch (thrown) {
    if (socket.isOpen) throw thrown;
  }
}

describe("[ADMIN-7] a suspension", () => {
  it("commits together with the end of all sign-ins, its record, its copy and what the user is told", async () => {
    const user = new TestUser();
    await user.signIn();
    await user.signIn();
    await untilTold(() => expect(queue.of(user.id)).toHaveLength(2));
    queue.take = () => Promise.reject(new Error("the queue is away"));
    const act = actOn(user.id, "user-suspended");
    await suspend(user, null, act);
    await evictDurableObject(sessionObject(user.id));
    const { inForce, known, jobs } = await storedOfUser(user);
    expect({ inForce, known }).toEqual({ inForce: 0, known: 0 });
    const kinds = jobs.map((body) => (JSON.parse(body) as { kind: string }).kind).toSorted();
    // The suspension itself, and the end of two sign-ins.
    expect(kinds).toEqual(["account-audit", "account-audit", "account-audit", "operator-act"]);
    expect(jobs.find((body) => body.includes(`"kind":"operator-act"`))).toContain(act.id);
    expect(await trySigningIn(user)).toEqual(refused);
  });

  it("is never without its record, however full the outbox", async () => {
    const user = new TestUser();
    await user.signIn();
    queue.take = () => Promise.reject(new Error("the queue is away"));
    await runInDurableObject(sessionObject(user.id), (_session, { storage: { sql } }) => {
      sql.exec("DELETE FROM job_outbox");
      for (let n = 0; n < maxWaitingJobs; n++) sql.exec("INSERT INTO job_outbox VALUES (?, 1, '{}')", `filler${n}`);
    });
    await evictDurableObject(sessionObject(user.id));
    const act = actOn(user.id, "user-suspended");
    await suspend(user, null, act);
    const { jobs } = await storedOfUser(user);
    expect(jobs).toHaveLength(maxWaitingJobs + 1);
    expect(jobs.at(-1) ?? "").not.toContain("account-audit");
    expect(jobs.filter((body) => body.includes(act.id))).toHaveLength(1);
  });
});

describe("[ADMIN-16] an act that is repeated", () => {
  it("changes nothing: the same answer and one record, also after a later sign-in of nobody", async () => {
    const user = new TestUser();
    await user.signIn();
    const act = actOn(user.id, "user-suspended");
    const first = await suspend(user, null, act);
    await evictDurableObject(sessionObject(user.id));
    expect(await suspend(user, null, act)).toEqual(first);
    expect(first).toMatchObject({ record: { id: act.id, detail: { signedOut: 1 } }, suspension: { revision: 1 } });
    const end = actOn(user.id, "user-restored");
    const ended = await restore(user, end);
    expect(ended).toMatchObject({
      record: { detail: { wasSuspended: true } },
      suspension: { isOver: true, revision: 2 },
    });
    await user.signIn();
    expect(await restore(user, end)).toEqual(ended);
    expect((await storedOfUser(user)).inForce).toBe(1);
  });

  it("and one that comes too late changes nothing: after a later act, or when nobody waits for it", async () => {
    const user = new TestUser();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const [early, old] = [actOn(user.id, "user-suspended"), actOn(user.id, "user-suspended")];
    vi.setSystemTime(early.at + 1);
    await suspend(user);
    await restore(user);
    for (const late of [() => suspend(user, null, early), () => restore(user, actAt(early))])
      expect(await late()).toEqual({ refusal: { code: "UNAVAILABLE" } });
    const calm = new TestUser();
    // Nobody was suspended, and that is what was wanted.
    expect(detailOf(await restore(calm))).toEqual({ wasSuspended: false });
    expect(await suspend(calm, null, early)).toEqual({ refusal: { code: "UNAVAILABLE" } });
    vi.setSystemTime(old.at + 20_001);
    expect(await suspend(new TestUser(), null, old)).toEqual({ refusal: { code: "UNAVAILABLE" } });
    expect((await user.session.standing()).suspension).toBeNull();
    expect((await storedOfUser(user)).jobs.filter((body) => body.includes(early.id))).toEqual([]);
  });
});

describe("[ADMIN-16] an act from a clock that is wrong", () => {
  it("is refused if it lies far ahead: nothing is done", async () => {
    const user = new TestUser();
    await user.signIn();
    const ahead = { ...actOn(user.id, "user-suspended"), at: Date.now() + 3_600_000 };
    expect(await suspend(user, null, ahead)).toEqual({ refusal: { code: "UNAVAILABLE" } });
    expect((await storedOfUser(user)).inForce).toBe(1);
  });

  it("and one that was done before the clock was set back holds up no later act", async () => {
    const user = new TestUser();
    const now = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: now + 3_600_000 });
    await suspend(user);
    vi.setSystemTime(now);
    expect(detailOf(await restore(user))).toEqual({ wasSuspended: true });
    expect((await user.session.standing()).suspension).toBeNull();
  });
});

describe("[ADMIN-15] a change of password that is under way", () => {
  it("makes no device known again whose sign-in an operator ended", async () => {
    const user = new TestUser();
    const deviceId = await user.signIn();
    await suspend(user);
    const { secretId } = await user.session.passwordChanged({ deviceId, passwordVersion: 2 });
    expect(await user.session.knowsDevice({ deviceId, secretId })).toBe(false);
  });
});

describe("[ADMIN-15] a sign-in that is under way", () => {
  it("is refused, whichever of its steps the suspension comes before", async () => {
    const user = new TestUser();
    const [signedIn, , late] = await Promise.all([trySigningIn(user), suspend(user), trySigningIn(user)]);
    // Before it: its tokens are of a sign-in that has ended.
    const grant = "refusal" in signedIn ? { deviceId: newDeviceId(), family: "none", generation: 1 } : signedIn;
    expect(await user.session.refresh({ grant })).toEqual(refused);
    expect(await user.session.ask({ ...grant, question: { kind: "list-devices" } })).toEqual(refused);
    expect(late).toEqual(refused);
    expect((await storedOfUser(user)).inForce).toBe(0);
  });
});

describe("[ADMIN-11] what waits to be sent", () => {
  it("is refused; what is in flight may be committed", async () => {
    let answer: (results: []) => void = () => {};
    const appended: number[] = [];
    const sends = new SendQueue(
      (_id, items) => {
        appended.push(items.length);
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      () => {},
    );
    const { id } = await pair();
    const first = sends.send(id, [itemOf("in flight")]);
    await untilTold(() => expect(appended).toEqual([1]));
    const waiting = sends.send(id, [itemOf("waits"), itemOf("waits too")]);
    sends.refuseWaiting("SUSPENDED");
    expect(await waiting).toEqual([refused, refused]);
    answer([]);
    await first;
    const next = sends.send(id, [itemOf("later")]);
    await untilTold(() => expect(appended).toEqual([1, 1]));
    answer([]);
    await next;
  });

  it("and nothing is taken from a socket that was open", async () => {
    const { alice, bob, id } = await pair();
    const socket = await alice.live();
    const other = await bob.live();
    await suspend(alice);
    // Before this side has heard that the other has closed, or after it.
    trySending(socket, textMessage(id, "too late"));
    expect(await socket.closed()).toEqual({ code: 4401, reason: "SUSPENDED" });
    trySending(socket, textMessage(id, "too late again"));
    await restore(alice);
    const back = await alice.live();
    back.send(textMessage(id, "again"));
    expect(await other.nextOfType("new-message")).toMatchObject({ seq: 1, content: { text: "again" } });
  });
});

it("[ADMIN-17] whom code that knows no suspensions signed in, after a rollback, is signed out by newer code", async () => {
  const user = new TestUser();
  await suspend(user);
  // That code signs in whoever shows the right password; here, behind the session's back.
  await runInDurableObject(sessionObject(user.id), (_session, { storage: { sql } }) => {
    const columns =
      "id, platform, name, created_at, last_seen_at, family, generation, signed_in_at, rotated_at, used_gen";
    sql.exec(`INSERT INTO device (${columns}) VALUES ('d', 'web', '', ?1, ?1, 'f', 1, ?1, ?1, 1)`, Date.now());
  });
  const grant = { deviceId: "d", family: "f", generation: 1 } as DeviceGrant;
  expect((await storedOfUser(user)).inForce).toBe(1);
  await evictDurableObject(sessionObject(user.id));
  expect(await user.session.refresh({ grant })).toEqual(refused);
  expect((await storedOfUser(user)).inForce).toBe(0);
});
