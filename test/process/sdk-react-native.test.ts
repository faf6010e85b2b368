// The SDK where React Native runs it: on Hermes' language and few platform functions, against the real server.
import { Script, type Context } from "node:vm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";
import { makeReactNativeRealm } from "../support/react-native-realm.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;
let realm: Context;

/** Runs the body of an async function in the realm. @returns its result, as JSON carries it */
async function inRealm(body: string): Promise<unknown> {
  const program = `(async () => { ${body} })().then((result) => JSON.stringify(result) ?? "null")`;
  return JSON.parse((await new Script(program).runInContext(realm)) as string);
}

beforeAll(async () => {
  server = await TestServer.start({ vars: { LOG_LEVEL: "error", RECONNECT_DELAY_MS: "50" } });
  realm = await makeReactNativeRealm(inRepository("sdk", "entry.ts"));
});
afterAll(() => server.stop());

it("[SDK-57] the realm lacks what React Native lacks", async () => {
  const lacking = await inRealm(`
    const { signal } = new AbortController();
    return [typeof crypto, typeof TextEncoder, typeof TextDecoder, typeof structuredClone, typeof DOMException, typeof URL,
      typeof Event, typeof EventTarget, typeof BroadcastChannel, typeof navigator.locks, typeof WeakRef, typeof Iterator,
      typeof [].toSorted, typeof [].findLast, typeof Object.groupBy, typeof Promise.withResolvers, typeof Intl.Segmenter,
      typeof [].values().map, typeof signal.throwIfAborted, typeof signal.reason, typeof AbortController.timeout];
  `);
  expect(new Set(lacking as string[])).toEqual(new Set(["undefined"]));
});

it("[SDK-57] signs in, connects, sends, receives, reads, and works with a store, groups and timelines", async () => {
  const result = await inRealm(`
    const { KlatchClient, memoryStore, contentText, asUserId, clientMsgIdFor } = klatch;
    const url = ${JSON.stringify(server.url)};
    const password = "correct horse";
    const store = memoryStore();
    const ada = new KlatchClient({ url, store });
    const bob = new KlatchClient({ url });
    await ada.register({ username: "rn_ada", password, device: { platform: "ios", name: "phone" } });
    await bob.register({ username: "rn_bob", password });
    await Promise.all([ada.connect(), bob.connect()]);
    const { id } = await ada.openDirect({ username: "rn_bob" });
    const heard = new Promise((resolve) => bob.on("message", resolve));
    const { seq, messageId } = await ada.send(id, "Grüße 👋").acked;
    const message = await heard;
    await bob.markRead(id, seq);
    bob.setTyping(id, true);
    const answer = await bob.send(id, "seen", { replyTo: messageId, clientMsgId: clientMsgIdFor(message) }).acked;
    ada.drafts.set(id, "dra");
    const group = await ada.groups.create({ name: "Tea", memberIds: [asUserId(bob.session.user.id)] });
    const page = await ada.history(id, { limit: 10 });
    const timeline = ada.timeline(id);
    await timeline.opened;
    const items = timeline.items.length;
    timeline.trim({ fromSeq: 1, toSeq: 1 });
    timeline.close();
    const read = ada.receipts(id).get(bob.session.user.id);
    await ada.stored();
    ada.close();
    const again = new KlatchClient({ url, store });
    await again.start();
    const names = again.conversations().map((entry) => entry.kind).sort();
    const draft = again.drafts.get(id);
    await again.connect();
    await again.logout();
    bob.close();
    return { text: contentText(message.content), answer: answer.seq, group: group.name, log: page.events.length, items, read, names, draft };
  `);
  expect(result).toEqual({
    text: "Grüße 👋",
    answer: 2,
    group: "Tea",
    log: 2,
    items: 2,
    read: 1,
    names: ["direct", "group"],
    draft: "dra",
  });
});

it("[SDK-57] a signal without a reason aborts calls, waiting and messages", async () => {
  const result = await inRealm(`
    const { KlatchClient } = klatch;
    const client = new KlatchClient({ url: ${JSON.stringify(server.url)} });
    await client.register({ username: "rn_cleo", password: "correct horse" });
    const nameOf = (work) => work().then(() => "done", (error) => error.name);
    const aborted = new AbortController();
    aborted.abort();
    const { signal } = aborted;
    const { id } = await client.openDirect({ username: "rn_ada" });
    const during = new AbortController();
    const call = nameOf(() => client.devices({ signal: during.signal }));
    during.abort();
    const written = new AbortController();
    const message = client.send(id, "never", { signal: written.signal });
    written.abort();
    const names = [
      await nameOf(() => client.devices({ signal })),
      await nameOf(async () => client.send(id, "no", { signal })),
      await nameOf(() => client.connect({ signal })),
      await call,
      await nameOf(() => message.acked),
    ];
    client.close();
    return [names, message.state];
  `);
  expect(result).toEqual([["AbortError", "AbortError", "AbortError", "AbortError", "AbortError"], "discarded"]);
});
