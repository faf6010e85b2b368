// A user's e-mail address: who may set it, how it is proven, and what becomes of mails that do not go.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { linkIn } from "../../lab/kit/mails.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { mailToken } from "../../workers/ids/mail-tokens.ts";
import { session } from "../support/actors.ts";
import { CaughtQueue, untilTold } from "../support/jobs-queue.ts";
import { emailRoute, mailed, mailsTo, plantFaults, proofToken, storedEmail } from "../support/mail-world.ts";
import { newUsername, password, register } from "../support/people.ts";
import { callUnder, callWorker, codeOf } from "../support/worker-http.ts";

let queue: CaughtQueue;
let ada: SessionResult;
let address: string;

beforeEach(async () => {
  queue = new CaughtQueue();
  ada = await register(newUsername("ada"));
  address = `${ada.user.username}@example.com`;
});
afterEach(async () => {
  queue.restore();
  await plantFaults();
});

const put = (at = address, shown = password) => emailRoute(ada, "PUT", { address: at, password: shown });
const shown = async () => (await emailRoute(ada, "GET")).body;
const confirm = (token: string) => callWorker({ method: "POST", path: "/api/email/confirm", body: { token } });
/** Of the newest mail. */
const linkTo = async (to = address) => linkIn((await mailsTo(to)).at(-1), "confirm-email");

describe("an address", () => {
  it("[MAIL-1] [MAIL-2] [MAIL-3] is in force once the link that was sent there is opened, by whoever", async () => {
    expect(await shown()).toEqual({ isAvailable: true, address: null, pending: null });
    expect(await put()).toMatchObject({ status: 200, body: { address: null, pending: { address } } });
    await untilTold(() => expect(queue.of(ada.user.id).map(({ kind }) => kind)).toContain("mail"));
    expect(JSON.stringify(queue.of(ada.user.id))).not.toContain(address);
    await mailed(ada, "proof");
    const [mail] = await mailsTo(address);
    expect(mail).toMatchObject({ from: { email: "noreply@klatch.example" }, subject: "Confirm your e-mail address" });
    const token = await linkTo();
    expect(mail?.html).toContain(`href="https://chat.example/#/confirm-email/${token}"`);
    expect(await confirm(token)).toMatchObject({ status: 200, body: { address } });
    expect(await shown()).toEqual({ isAvailable: true, address, pending: null });
    // Its answer was lost.
    expect(await confirm(token)).toMatchObject({ status: 200, body: { address } });
    await untilTold(() =>
      expect(queue.of(ada.user.id)).toContainEqual(
        expect.objectContaining({ payload: expect.objectContaining({ event: "email-changed" }) }),
      ),
    );
  });

  it("[MAIL-1] needs the password, and its form", async () => {
    expect(codeOf(await put(address, "not the password"))).toBe("WRONG_PASSWORD");
    for (const wrong of [
      "",
      "ada",
      "ada@",
      "@example.com",
      "a b@example.com",
      "ada@localhost",
      `${"a".repeat(250)}@example.com`,
      "ada@example.com\r\nBcc: eve@example.com",
    ])
      expect(codeOf(await put(wrong)), wrong).toBe("INVALID_REQUEST");
    expect(await shown()).toMatchObject({ pending: null });
    expect(await mailsTo(address)).toEqual([]);
  });

  it("[MAIL-2] a later one takes the place of an earlier one, whose link does not work any more", async () => {
    const first = await proofToken(ada);
    const second = await proofToken(ada, `other.${address}`);
    expect(codeOf(await confirm(first))).toBe("LINK_NOT_VALID");
    await confirm(second);
    const third = await proofToken(ada);
    // Until it is proven, mails go where they went.
    expect(await shown()).toMatchObject({ address: `other.${address}`, pending: { address } });
    await confirm(third);
    expect(await shown()).toMatchObject({ address, pending: null });
    expect(codeOf(await confirm(second))).toBe("LINK_NOT_VALID");
  });

  it("[MAIL-2] the same in another case is no change", async () => {
    await confirm(await proofToken(ada));
    expect(await put(address.toUpperCase())).toMatchObject({ status: 200, body: { address, pending: null } });
  });

  it("[MAIL-2] a link works for fifteen minutes, and only as it was made", async () => {
    const token = await proofToken(ada);
    const { pending } = await storedEmail(ada);
    const addressee = { userId: ada.user.id, addressId: pending?.id ?? "" };
    expect(codeOf(await confirm(mailToken(env, "stop", addressee)))).toBe("LINK_NOT_VALID");
    expect(codeOf(await confirm(`${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`))).toBe("LINK_NOT_VALID");
    const bob = await register(newUsername("bob"));
    expect(codeOf(await confirm(mailToken(env, "proof", { ...addressee, userId: bob.user.id })))).toBe(
      "LINK_NOT_VALID",
    );
    expect(pending?.askedAt).toBeGreaterThan(0);
    expect(await confirm(token)).toMatchObject({ status: 200 });
  });

  it("[MAIL-4] is removed with the password, and then no link does anything", async () => {
    const token = await proofToken(ada);
    await confirm(token);
    expect(codeOf(await emailRoute(ada, "DELETE", { password: "not the password" }))).toBe("WRONG_PASSWORD");
    expect(await emailRoute(ada, "DELETE", { password })).toMatchObject({ status: 204 });
    expect(await emailRoute(ada, "DELETE", { password })).toMatchObject({ status: 204 });
    expect(await shown()).toMatchObject({ address: null, pending: null });
    expect(codeOf(await confirm(token))).toBe("LINK_NOT_VALID");
    expect(await session(ada.user.id).takeMail({ jobId: "job", what: "proof" })).toBeNull();
  });

  it("[MAIL-5] without a mailer there are no mails, and all else is as it was", async () => {
    const without = { MAILER: undefined } as never;
    const call = { path: "/api/me/email", token: ada.accessToken };
    expect(await callUnder(without, { ...call, method: "GET" })).toMatchObject({
      body: { isAvailable: false, address: null },
    });
    expect(codeOf(await callUnder(without, { ...call, method: "PUT", body: { address, password } }))).toBe("NOT_FOUND");
    expect(await callUnder(without, { ...call, method: "DELETE", body: { password } })).toMatchObject({ status: 204 });
  });
});

describe("mails", () => {
  it("[MAIL-6] five a day to one address, whoever asks, and five a day for one user", async () => {
    const others = await Promise.all(Array.from({ length: 3 }, () => register(newUsername("eve"))));
    for (const eve of others) expect((await emailRoute(eve, "PUT", { address, password })).status).toBe(200);
    expect((await put()).status).toBe(200);
    expect((await put(address.toUpperCase())).status).toBe(200);
    expect(await put()).toMatchObject({ status: 429, body: { code: "RATE_LIMITED", limit: "emails-to-address" } });
    for (const n of [1, 2]) expect((await put(`${n}.${address}`)).status).toBe(200);
    expect(await put(`3.${address}`)).toMatchObject({ status: 429, body: { code: "RATE_LIMITED", limit: "emails" } });
  });

  it("[MAIL-7] what the service refuses for now is tried again, and the link is the same", async () => {
    const token = await proofToken(ada);
    await plantFaults("E_RATE_LIMIT_EXCEEDED", "lost");
    expect((await mailed(ada, "proof")).acked).toEqual([]);
    expect(await mailsTo(address)).toEqual([]);
    // Nobody knows that it came.
    expect((await mailed(ada, "proof")).acked).toEqual([]);
    expect((await mailed(ada, "proof")).acked).toEqual(["m0"]);
    const mails = await mailsTo(address);
    expect(mails).toHaveLength(2);
    expect(mails.every(({ text }) => text.includes(token))).toBe(true);
  });

  it("[MAIL-7] an address to which no mail can go is asked for no longer", async () => {
    await proofToken(ada);
    await plantFaults("E_RECIPIENT_SUPPRESSED");
    expect((await mailed(ada, "proof")).acked).toEqual(["m0"]);
    expect(await shown()).toMatchObject({ address: null, pending: null });
  });

  it("[MAIL-2] of an address that was asked for and is not any more nobody is written", async () => {
    await proofToken(ada);
    await emailRoute(ada, "DELETE", { password });
    expect((await mailed(ada, "proof")).acked).toEqual(["m0"]);
    expect(await mailsTo(address)).toEqual([]);
  });
});
