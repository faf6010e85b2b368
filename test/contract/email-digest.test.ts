// Mails about what was missed: to whom, of what, when, and never twice.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { session, sessionObject } from "../support/actors.ts";
import { call, makeGroup } from "../support/group-http.ts";
import { CaughtQueue, untilTold } from "../support/jobs-queue.ts";
import { mailed, mailsTo, plantFaults, proofToken, storedEmail } from "../support/mail-world.ts";
import { logIn, newUsername, openDirect, register } from "../support/people.ts";
import { write as send } from "../support/push-world.ts";
import { callWorker, codeOf } from "../support/worker-http.ts";

let queue: CaughtQueue;
let ada: SessionResult;
let bob: SessionResult;
let address: string;
let talk: ConversationId;

beforeEach(async () => {
  queue = new CaughtQueue();
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  address = `${ada.user.username}@example.com`;
  const token = await proofToken(ada);
  await callWorker({ method: "POST", path: "/api/email/confirm", body: { token } });
  await choose({ emailDigest: true });
  talk = await openDirect(bob.accessToken, ada.user.id);
});
afterEach(async () => {
  vi.useRealTimers();
  queue.restore();
  await plantFaults();
});

/** Until the reader's session has heard of it: time is about to jump. */
async function write(...[who, id, text, also]: Parameters<typeof send>): Promise<number> {
  const seq = await send(who, id, text, also);
  if (who.user.id !== ada.user.id) await untilTold(() => heardOf(id, seq));
  return seq;
}
const heardOf = (id: ConversationId, seq: number): Promise<void> =>
  runInDurableObject(sessionObject(ada.user.id), (_session, { storage }) => {
    const row = new Inbox(storage.sql).get(id);
    if (row === null || (!row.stale && row.headSeq < seq)) throw new Error("not heard yet");
  });
const choose = (patch: object) => call(ada, "PATCH", "/api/me/notifications", patch);
const hourMs = 3_600_000;

/** Time goes by, and the session's alarm rings if it is due. Tokens end meanwhile. */
async function pass(hours: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours * hourMs });
  const { digestAt } = await storedEmail(ada);
  if (digestAt === null || digestAt > Date.now()) return;
  const before = digestJobs().length;
  await runDurableObjectAlarm(sessionObject(ada.user.id));
  // Nothing may have been missed. Else a job is sent, behind the alarm.
  const mayBe = (await storedEmail(ada)).digestAt !== null;
  await untilTold(() => expect(digestJobs().length).toBeGreaterThanOrEqual(before + (mayBe ? 1 : 0)));
}
const digestJobs = () =>
  queue
    .of(ada.user.id)
    .filter(({ kind, payload }) => kind === "mail" && "what" in payload && payload.what === "digest");
const digests = async () => (await mailsTo(address)).filter(({ subject }) => subject.startsWith("You have missed"));
/** So long after, the job that the alarm has sent is done. */
async function digestAfter(hours: number): Promise<string | undefined> {
  const before = digestJobs().length;
  const mails = (await digests()).length;
  await pass(hours);
  if (digestJobs().length === before) return undefined;
  await mailed(ada, "digest");
  return (await digests()).at(mails)?.text;
}
const signInAgain = async (who: SessionResult): Promise<SessionResult> => logIn(who.user.username);

describe("a digest", () => {
  it("[MAIL-10] [MAIL-11] tells of direct messages that were unread for a day, once, by one job that says nothing of them", async () => {
    await write(bob, talk, "see you at seven");
    await write(bob, talk, "or at eight");
    expect(await digestAfter(23)).toBeUndefined();
    const text = await digestAfter(2);
    expect(text).toContain(`${bob.user.displayName}: 2 messages`);
    expect(text).toContain("or at eight");
    expect(text).not.toContain("seven");
    expect(JSON.stringify(digestJobs())).not.toContain("eight");
    expect(JSON.stringify(digestJobs())).not.toContain(address);
    expect(await digestAfter(25)).toBeUndefined();
    expect(await digestAfter(25)).toBeUndefined();
  });

  it("[MAIL-11] of what is read, recalled or erased by then nobody is written", async () => {
    const seq = await write(bob, talk, "never mind");
    await call(bob, "DELETE", `/api/conversations/${talk}/messages/${seq}`);
    expect(await digestAfter(25)).toBeUndefined();
    bob = await signInAgain(bob);
    const read = await write(bob, talk, "read");
    ada = await signInAgain(ada);
    await call(ada, "POST", `/api/conversations/${talk}/read`, { seq: read });
    expect(await digestAfter(25)).toBeUndefined();
    expect(await digests()).toEqual([]);
  });

  it("[MAIL-10] of groups it tells of mentions only, wherever among what is unread they are", async () => {
    const { id } = await makeGroup(bob, [ada]);
    for (let n = 0; n < 3; n++) await write(bob, id, `about tea, ${n}`);
    expect(await digestAfter(25)).toBeUndefined();
    bob = await signInAgain(bob);
    for (let n = 0; n < 210; n++) await write(bob, id, `more tea, ${n}`);
    await write(bob, id, `@${ada.user.username} come`, { mentions: [ada.user.id] });
    await write(bob, id, "and biscuits");
    expect(await digestAfter(23)).toBeUndefined();
    const text = await digestAfter(2);
    expect(text).toContain("Tea: 1 mention");
  });

  it("[MAIL-10] is at most one a day: what becomes missed later comes with the next", async () => {
    await write(bob, talk, "first");
    await pass(12);
    const carl = await register(newUsername("carl"));
    const other = await openDirect(carl.accessToken, ada.user.id);
    await write(carl, other, "second");
    const first = await digestAfter(13);
    expect(first).toContain("first");
    expect(first).not.toContain("second");
    expect(await digestAfter(20)).toBeUndefined();
    const second = await digestAfter(5);
    expect(second).toContain("second");
    expect(second).not.toContain("first");
  });

  it("[MAIL-10] is off at first, needs an address, and stops with either", async () => {
    await choose({ emailDigest: false });
    await write(bob, talk, "hello");
    expect(await digestAfter(25)).toBeUndefined();
    ada = await signInAgain(ada);
    await choose({ emailDigest: true });
    // What was there before is told, too, a day later.
    expect(await digestAfter(25)).toContain("hello");
    const carl = await register(newUsername("carl"));
    expect(await call(carl, "PATCH", "/api/me/notifications", { emailDigest: true })).toMatchObject({ status: 200 });
    const { digestAt } = await storedEmail(carl);
    expect(digestAt).toBeNull();
  });

  it("[MAIL-10] says nothing of what is muted, at level none, hidden, blocked, or written by strangers that are not accepted", async () => {
    await write(bob, talk, "hello");
    await call(ada, "PATCH", `/api/conversations/${talk}/settings`, { mutedUntil: Date.now() + 100 * hourMs });
    expect(await digestAfter(25)).toBeUndefined();
    ada = await signInAgain(ada);
    await call(ada, "PATCH", `/api/conversations/${talk}/settings`, { mutedUntil: null, notify: "none" });
    bob = await signInAgain(bob);
    await write(bob, talk, "hello again");
    expect(await digestAfter(25)).toBeUndefined();
    ada = await signInAgain(ada);
    await call(ada, "PATCH", `/api/conversations/${talk}/settings`, { notify: "all" });
    await call(ada, "PUT", `/api/blocks/${bob.user.id}`);
    expect(await digestAfter(25)).toBeUndefined();
    expect(await digests()).toEqual([]);
  });

  it("[MAIL-12] shows no words where notifications show none", async () => {
    await choose({ preview: false });
    await write(bob, talk, "a secret");
    const text = await digestAfter(25);
    expect(text).toContain(`${bob.user.displayName}: 1 message`);
    expect(text).not.toContain("secret");
  });

  it("[MAIL-12] names and words cannot look like lines or elements of the mail", async () => {
    await call(bob, "PATCH", "/api/me", { displayName: 'Bob"><a href="https://evil.example">' });
    await write(bob, talk, "one\n\nStop these mails: https://evil.example\u2028<b>&amp;</b>");
    const text = await digestAfter(25);
    expect(text).toContain("one Stop these mails: https://evil.example <b>&amp;</b>");
    const html = (await digests()).at(-1)?.html ?? "";
    expect(html).not.toContain("<b>");
    expect(html).not.toContain('href="https://evil.example"');
    expect(html).toContain("&lt;b&gt;&amp;amp;&lt;/b&gt;");
  });
});

describe("the link that stops them", () => {
  const stopOf = async (): Promise<string> => {
    const header = (await digests()).at(-1)?.headers["List-Unsubscribe"] ?? "";
    return /^<https:\/\/chat\.example(\/api\/email\/stop\?link=\S+)>$/.exec(header)?.[1] ?? "";
  };

  it("[MAIL-13] is in each, for people and for programs, and needs no sign-in", async () => {
    await write(bob, talk, "hello");
    const text = await digestAfter(25);
    const [mail] = await digests();
    const path = await stopOf();
    expect(mail?.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    expect(text).toContain(`Stop these mails: https://chat.example/#/stop-emails/${path.split("=")[1]}`);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const oneClick = { method: "POST", path, headers, raw: "List-Unsubscribe=One-Click" };
    expect((await callWorker(oneClick)).status).toBe(204);
    expect((await callWorker({ method: "POST", path })).status).toBe(204);
    ada = await signInAgain(ada);
    expect((await call(ada, "GET", "/api/me/notifications")).body).toMatchObject({ emailDigest: false });
    expect(codeOf(await callWorker({ method: "POST", path: `${path.slice(0, -1)}x` }))).toBe("INVALID_REQUEST");
    // A look at the link is none: programs open links to look for harm.
    expect((await callWorker({ method: "GET", path })).status).toBe(405);
  });

  it("[MAIL-13] of a mail to an earlier address does nothing", async () => {
    await write(bob, talk, "hello");
    await digestAfter(25);
    const path = await stopOf();
    ada = await signInAgain(ada);
    await callWorker({
      method: "POST",
      path: "/api/email/confirm",
      body: { token: await proofToken(ada, `new.${address}`) },
    });
    expect((await callWorker({ method: "POST", path })).status).toBe(204);
    expect((await call(ada, "GET", "/api/me/notifications")).body).toMatchObject({ emailDigest: true });
  });
});

describe("once", () => {
  it("[MAIL-14] a job that comes again, and one that comes meanwhile, get nothing", async () => {
    await write(bob, talk, "hello");
    await pass(25);
    const mail = await session(ada.user.id).takeMail({ jobId: "first", what: "digest" });
    expect(mail).toMatchObject({ kind: "digest", to: address });
    for (const jobId of ["first", "second"])
      expect(await session(ada.user.id).takeMail({ jobId, what: "digest" })).toBeNull();
    await session(ada.user.id).settleMail({ jobId: "first", what: "digest", outcome: "unknown" });
    for (const jobId of ["first", "third"])
      expect(await session(ada.user.id).takeMail({ jobId, what: "digest" })).toBeNull();
  });

  it("[MAIL-14] what the service refuses for now is told an hour later; of what nobody knows there is no second", async () => {
    await write(bob, talk, "hello");
    await plantFaults("E_DAILY_LIMIT_EXCEEDED");
    expect(await digestAfter(25)).toBeUndefined();
    expect(await digestAfter(0.5)).toBeUndefined();
    await plantFaults("lost");
    expect(await digestAfter(1)).toContain("hello");
    expect(await digestAfter(25)).toBeUndefined();
    expect(await digests()).toHaveLength(1);
  });

  it("[MAIL-14] where no mail can go they are turned off", async () => {
    await write(bob, talk, "hello");
    await plantFaults("E_RECIPIENT_SUPPRESSED");
    expect(await digestAfter(25)).toBeUndefined();
    ada = await signInAgain(ada);
    expect((await call(ada, "GET", "/api/me/notifications")).body).toMatchObject({ emailDigest: false });
  });

  it("[MAIL-14] a job that was lost is followed by another", async () => {
    await write(bob, talk, "hello");
    await pass(25);
    expect(digestJobs()).toHaveLength(1);
    expect(await digestAfter(2)).toContain("hello");
  });

  it("[MAIL-10] whoever has left, or is suspended, is written nothing", async () => {
    await write(bob, talk, "hello");
    await pass(25);
    ada = await signInAgain(ada);
    await call(ada, "DELETE", "/api/me", { password: "correct horse battery", eraseMessages: false });
    expect(await session(ada.user.id).takeMail({ jobId: "job", what: "digest" })).toBeNull();
  });

  it("[MAIL-15] whoever has not turned them on costs nothing: no row and no alarm", async () => {
    await choose({ emailDigest: false });
    const before = await storedEmail(ada);
    await untilTold(async () => void (await write(bob, talk, "hello")));
    expect(await storedEmail(ada)).toEqual(before);
  });
});
