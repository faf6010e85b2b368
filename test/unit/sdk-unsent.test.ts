// What was written and nobody has got, when the store is emptied: the app gets it back first.
import type { KlatchClient, KlatchEvents, UnsentMessage } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import { Account } from "../../apps/web/model/account.ts";
import {
  conversationChanged,
  direct,
  FakeWorld,
  me,
  message,
  otherSignedIn,
  problem,
  session,
  settle,
  tokens,
} from "../support/sdk-fakes.ts";
import { ackOf } from "../support/sdk-frames.ts";
import { FakeTab, newWorld, signedInBrowser, twoTabs } from "../support/sdk-tabs.ts";
import { Device } from "../support/stored-device.ts";

const refused = { status: 401, body: problem(401, "DEVICE_SIGNED_OUT") };

const textsOf = (messages: readonly UnsentMessage[]): unknown[] => messages.map(({ content }) => content);

/** The texts that the app is given back, and what the store still had at that moment. */
function givenBack(client: KlatchClient): { readonly unsent: unknown[]; readonly events: KlatchEvents["unsent"][] } {
  const [unsent, events] = [[] as unknown[], [] as KlatchEvents["unsent"][]];
  client.on("unsent", (given) => {
    events.push(given);
    unsent.push(...textsOf(given.messages));
  });
  return { unsent, events };
}

const text = (of: string): object => ({ type: "text", text: of });

const ways = ["the server signs out", "logout", "another user"] as const;

/** The store is emptied in one of these ways. */
async function emptied({ world }: Device, client: KlatchClient, how: (typeof ways)[number]): Promise<void> {
  world.answer = ({ path }) => {
    if (path === "/api/auth/logout") return { status: 204 };
    return path === "/api/auth/login" ? { status: 200, body: otherSignedIn } : refused;
  };
  if (how === "logout") await client.logout();
  else if (how === "another user") await client.login({ username: "other", password: "secret" });
  else await client.refresh().catch(() => {});
}

describe("[SDK-66] before the store is emptied", () => {
  it.each(ways)("unsent messages are given back: %s", async (how) => {
    const device = new Device();
    const client = await device.install();
    await device.world.catchUp(conversationChanged());
    const sent = ["acked", "on the wire", "waiting"].map((one) => client.send(direct, one));
    await settle();
    const [first] = sent;
    if (first === undefined) throw new Error("nothing sent");
    device.world.socket.say(ackOf(first, 1), message(1, { senderId: me, clientMsgId: first.clientMsgId }));
    await settle();
    const given = givenBack(client);
    const signedOut: KlatchEvents["signed-out"][] = [];
    client.on("signed-out", (event) => signedOut.push(event));
    await emptied(device, client, how);
    expect(client.session?.user.id).toBe(how === "another user" ? "user_other" : undefined);
    expect(given.unsent).toEqual([text("on the wire"), text("waiting")]);
    expect(given.events).toHaveLength(1);
    expect(given.events[0]).toMatchObject({
      userId: me,
      messages: sent
        .slice(1)
        .map(({ clientMsgId, conversationId, writtenAtMs }) => ({ clientMsgId, conversationId, writtenAtMs })),
    });
    expect(signedOut.map((event) => textsOf(event.unsent))).toEqual(
      how === "the server signs out" ? [given.unsent] : [],
    );
    expect(await device.store.loadState(me)).toBeNull();
  });

  it.each(ways)("changes that wait are not given back: each fails, and the app is told: %s", async (how) => {
    const device = new Device();
    const client = await device.install();
    const waiting = [client.react(direct, 1, "👍", true), client.edit(direct, 2, "mended")];
    const done = Promise.allSettled(waiting.map((change) => change.done));
    await client.stored();
    const given = givenBack(client);
    const told: string[] = [];
    client.on("change", ({ kind, state, error }) => told.push(`${kind} ${state} ${error?.code}`));
    await emptied(device, client, how);
    const code = how === "the server signs out" ? "DEVICE_SIGNED_OUT" : "UNAVAILABLE";
    expect(told).toEqual([`react failed ${code}`, `edit failed ${code}`]);
    expect((await done).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect([given.events, client.outgoingChanges()]).toEqual([[], []]);
  });

  it("those of a user who is not signed in, when another one signs in", async () => {
    const device = new Device();
    const first = await device.install();
    first.send(direct, "kept");
    await device.crash(first);
    const world = new FakeWorld();
    world.answer = () => ({ status: 200, body: otherSignedIn });
    const client = world.client({ store: device.store });
    const given = givenBack(client);
    await client.login({ username: "other", password: "secret" });
    expect(given.unsent).toEqual([text("kept")]);
    expect(given.events[0]?.userId).toBe(me);
  });

  it("in memory too, and nothing where all is sent", async () => {
    for (const isSent of [true, false]) {
      const world = new FakeWorld();
      const client = await world.connected();
      const sent = client.send(direct, "hello");
      await settle();
      if (isSent) world.socket.say(ackOf(sent, 1));
      await settle();
      const given = givenBack(client);
      world.answer = () => ({ status: 204 });
      await client.logout();
      expect(given.unsent).toEqual(isSent ? [] : [text("hello")]);
    }
  });

  it("in every tab, whichever ends the session", async () => {
    const { world, browser, first, second } = await twoTabs();
    first.client.send(direct, "one");
    second.client.send(direct, "two");
    await browser.hearAll();
    const given = [first, second].map(({ client }) => givenBack(client));
    world.answer = () => ({ status: 204 });
    await second.client.logout();
    await browser.hearAll();
    for (const { unsent } of given) expect(new Set(unsent)).toEqual(new Set([text("one"), text("two")]));
  });

  it("the same user signing in again keeps them: nothing is emptied", async () => {
    const device = new Device();
    const client = await device.install();
    client.send(direct, "kept");
    await client.stored();
    const given = givenBack(client);
    device.world.answer = () => ({
      status: 200,
      body: { user: session.user, device: { id: "device_new" }, ...tokens(2) },
    });
    await client.login({ username: "me", password: "secret" });
    expect(given.events).toEqual([]);
    expect(client.outgoing()).toMatchObject([{ content: text("kept"), state: "waiting" }]);
  });
});

it("[SDK-67] the web client shows them where one signs in, and sends each once when the same user is back", async () => {
  const world = newWorld();
  const browser = await signedInBrowser(world);
  const account = new Account(() => new FakeTab(browser, {}).client);
  await account.start();
  await browser.hearAll();
  const written = account.chat.value?.client.send(direct, "written offline");
  await browser.hearAll();
  world.answer = ({ path }) => (path === "/api/auth/login" ? { status: 200, body: otherSignedIn } : refused);
  await expect(account.chat.value?.client.refresh()).rejects.toMatchObject({ code: "DEVICE_SIGNED_OUT" });
  await browser.hearAll();
  expect(account.chat.value).toBeNull();
  expect(account.unsent.all.value).toMatchObject([{ userId: me, messages: [{ content: text("written offline") }] }]);
  // Somebody else is none of their business.
  await account.signIn({ username: "other", password: "secret" });
  await browser.hearAll();
  expect(account.unsent.all.value.map(({ userId }) => userId)).toEqual([me]);
  expect(account.chat.value?.client.outgoing()).toEqual([]);
  world.answer = ({ path }) =>
    path === "/api/auth/login"
      ? { status: 200, body: { user: session.user, device: { id: "device_me" }, ...tokens(3) } }
      : { status: 204 };
  await account.signOut();
  await account.signIn({ username: "me", password: "secret" });
  await browser.hearAll();
  expect(account.unsent.all.value).toEqual([]);
  expect(account.chat.value?.client.outgoing().map(({ clientMsgId }) => clientMsgId)).toEqual([written?.clientMsgId]);
});
