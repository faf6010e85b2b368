// Mails of a whole server, by the binding that a deployment has, to the stand-in that `npm start` has.
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { linkIn, mailsFor, type ShownMail } from "../../lab/kit/mails.ts";
import { KlatchClient } from "../../sdk/entry.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ mails: true });
});
afterAll(() => server.stop());

const password = "correct horse";
/** A local queue waits for more. */
const patience = { timeout: 30_000 };
const mailsTo = async (address: string): Promise<readonly ShownMail[]> =>
  mailsFor(address, await (await fetch(`${server.mailUrl}/mails`)).json());
const plantFaults = (...faults: readonly string[]): Promise<Response> =>
  fetch(`${server.mailUrl}/faults`, { method: "PUT", body: JSON.stringify(faults) });
async function oneMailTo(address: string): Promise<ShownMail | undefined> {
  await expect.poll(() => mailsTo(address), patience).toHaveLength(1);
  return (await mailsTo(address))[0];
}

it("[MAIL-2] [MAIL-3] [SDK-254] an address is proven by the link in a mail, which the SDK takes without a sign-in, also when the service refuses at first", async () => {
  const ada = new KlatchClient({ url: server.url });
  await ada.register({ username: "ada", password });
  expect(await ada.email.get()).toEqual({ isAvailable: true, address: null, pending: null });
  await plantFaults("E_RATE_LIMIT_EXCEEDED");
  expect(await ada.email.set({ address: "ada@example.com", password })).toMatchObject({
    pending: { address: "ada@example.com" },
  });
  const mail = await oneMailTo("ada@example.com");
  expect(mail?.text).toContain(`${server.url}/#/confirm-email/`);
  expect(await new KlatchClient({ url: server.url }).email.confirm(linkIn(mail, "confirm-email"))).toEqual({
    address: "ada@example.com",
  });
  expect(await ada.email.get()).toMatchObject({ address: "ada@example.com", pending: null });
  await ada.email.remove({ password });
  expect(await ada.email.get()).toMatchObject({ address: null });
  await expect(ada.email.set({ address: "ada@example.com", password: "not the password" })).rejects.toMatchObject({
    code: "WRONG_PASSWORD",
  });
  await expect(ada.email.stop(linkIn(mail, "confirm-email"))).rejects.toMatchObject({ code: "LINK_NOT_VALID" });
  ada.close();
});

it("[MAIL-2] a kill between the question and the mail loses neither", async () => {
  const bob = await new ApiClient(server.url).register({ username: "bob", password });
  const asked = await fetch(`${server.url}/api/me/email`, {
    method: "PUT",
    headers: { authorization: `Bearer ${bob.accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ address: "bob@example.com", password }),
  });
  expect(asked.status).toBe(200);
  await server.kill();
  await server.restart();
  await oneMailTo("bob@example.com");
});
