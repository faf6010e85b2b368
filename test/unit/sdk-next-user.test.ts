// Another user signs in on the same client: nothing of the one before is there, and nothing that comes late for them counts.
import { describe, expect, it } from "vitest";
import { memoryStore, type KlatchClient, type KlatchClientOptions } from "../../sdk/entry.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import {
  conversationChanged,
  direct,
  FakeWorld,
  me,
  message,
  other,
  otherSignedIn,
  problem,
  session,
  settle,
  type FakeAnswer,
  type FakeCall,
} from "../support/sdk-fakes.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

const refused: FakeAnswer = { status: 409, body: problem(409, "TOO_MANY") };

/** A server that holds back its answers to everything but sign-ins until the test gives them. */
class TwoUsers extends FakeWorld {
  override features = ["settings"];
  readonly #waiting: { readonly call: FakeCall; readonly resolve: (answer: FakeAnswer) => void }[] = [];
  override answer = (call: FakeCall): FakeAnswer | Promise<FakeAnswer> => {
    if (call.path === "/api/auth/login") return { status: 200, body: otherSignedIn };
    if (call.path.startsWith("/api/auth")) return { status: 204 };
    return new Promise((resolve) => this.#waiting.push({ call, resolve }));
  };

  /** What was asked and is not answered, as method and path. */
  get asked(): string[] {
    return this.#waiting.map(({ call }) => `${call.method} ${call.path.split("?")[0]}`);
  }

  /** Answers all that waits. */
  async give(answer: FakeAnswer): Promise<void> {
    for (const { resolve } of this.#waiting.splice(0)) resolve(answer);
    await settle();
  }

  /** The other user is signed in, and their device has caught up. */
  async change(client: KlatchClient, how: "at once" | "after a sign-out"): Promise<void> {
    if (how === "after a sign-out") await client.logout();
    await client.login({ username: "other", password: "correct horse" });
    void client.connect();
    await settle();
    await this.catchUp(conversationChanged({ headSeq: 3, inboxVersion: 7 }));
  }

  /** What was asked with the other user's token. */
  get askedByOther(): string[] {
    return this.calls.filter(({ accessToken }) => accessToken === "access-2").map(({ path }) => path);
  }
}

async function connected(
  options: Partial<KlatchClientOptions> = {},
): Promise<{ world: TwoUsers; client: KlatchClient }> {
  const world = new TwoUsers();
  const store = memoryStore();
  await store.save(session);
  return { world, client: await world.connected({ store, ...options }, 3) };
}

/** What the app hears from now on of these events. */
function heard(client: KlatchClient): unknown[] {
  const told: unknown[] = [];
  for (const name of ["conversation", "starred", "draft", "message-state", "error"] as const)
    client.on(name, (event) => told.push([name, event]));
  return told;
}

const hows = ["at once", "after a sign-out"] as const;

describe.each(hows)("[SDK-190] another user signs in %s", (how) => {
  it("without the settings that the one before has changed and the server has not", async () => {
    const { world, client } = await connected();
    const onItsWay = client.changeSettings(direct, { pinned: true }).catch(({ code }: { code: string }) => code);
    world.socket.end(1006);
    const waiting = client.changeSettings(direct, { archived: true }).catch(({ code }: { code: string }) => code);
    await world.change(client, how);
    expect(await Promise.all([onItsWay, waiting])).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    const told = heard(client);
    const [entry] = client.conversations();
    await world.give(refused);
    await world.clock.advance(120_000);
    expect([entry, told, world.askedByOther]).toEqual([client.conversations()[0], [], []]);
    expect(entry).not.toHaveProperty("pinned");
    expect(entry).not.toHaveProperty("archived");
  });

  it("without the stars of the one before, whose list and refusals come late", async () => {
    const { world, client } = await connected();
    const loading = client.starred.load().catch(() => {});
    const item = { conversationId: direct, seq: 1, starredAt: 5 };
    await settle();
    await world.give({ status: 200, body: { items: [item], next: null } });
    await loading;
    const adding = client.starred.set(direct, 2, true).catch(() => {});
    const ending = client.starred.set(direct, 1, false).catch(() => {});
    await world.reconnect();
    expect(world.asked).toContain("GET /api/starred");
    await world.change(client, how);
    expect(client.starred.all()).toEqual([]);
    const told = heard(client);
    await world.give({ status: 200, body: { items: [item, { ...item, seq: 3 }], next: "more" } });
    await Promise.all([adding, ending]);
    expect([client.starred.all(), told, world.askedByOther]).toEqual([[], [], []]);
    const theirs = client.starred.load();
    await settle();
    await world.give({ status: 200, body: { items: [{ ...item, seq: 9 }], next: null } });
    await theirs;
    expect(client.starred.all().map(({ seq }) => seq)).toEqual([9]);
  });

  it("and sees what the one before has hidden", async () => {
    const { world, client } = await connected();
    world.socket.say({ type: "messages-hidden", conversationId: direct, seqs: [1], hides: 1 });
    await settle();
    await world.change(client, how);
    const timeline = client.timeline(direct);
    await settle();
    await world.give({ status: 200, body: { events: [1, 2, 3].map((seq) => message(seq)), headSeq: 3, before: null } });
    await timeline.opened;
    expect(timeline.items).toHaveLength(3);
    expect(timeline.items[0]).toMatchObject({ event: { content: { text: "text 1" } } });
  });

  it("and takes their own draft while one of the user before is on its way", async () => {
    const { world, client } = await connected();
    client.drafts.set(direct, "mine");
    await world.clock.advance(6_000);
    expect(world.asked).toEqual([`PATCH /api/conversations/${direct}/settings`]);
    await world.change(client, how);
    expect(client.drafts.get(direct)).toBe("");
    const draft = { text: "theirs", updatedAt: world.clock.nowMs + 1 };
    world.socket.say(conversationChanged({ headSeq: 3, inboxVersion: 8, draft }));
    expect(client.drafts.get(direct)).toBe("theirs");
    const told = heard(client);
    const entry = { id: direct, kind: "direct", headSeq: 9, cursorSeq: 0, unread: 9, preview: null, activeAt: 1 };
    await world.give({ status: 200, body: { conversation: { ...entry, inboxVersion: 99 } } });
    await world.clock.advance(60_000);
    expect([client.drafts.get(direct), client.conversations()[0]?.headSeq, told]).toEqual(["theirs", 3, []]);
  });

  it("a view of the one before hears and asks no more", async () => {
    const { world, client } = await connected();
    const timeline = client.timeline(direct);
    const thread = await client.threadOf(direct, 1);
    await settle();
    await world.give({ status: 200, body: { events: [2, 3].map((seq) => message(seq)), headSeq: 3, before: 2 } });
    await timeline.opened;
    await world.change(client, how);
    let changes = 0;
    for (const view of [timeline, thread]) view.onChange(() => (changes += 1));
    client.send(direct, "theirs");
    world.socket.say(message(4), message(5, { thread: 1 }));
    await settle();
    expect([changes, timeline.events.length, timeline.outgoing.length, thread.items.length]).toEqual([0, 2, 0, 0]);
    const asked = world.calls.length;
    await timeline.loadOlder();
    expect([timeline.error?.code, world.calls.length]).toEqual(["NOT_AUTHENTICATED", asked]);
  });

  it("what the one before asked is not asked again as theirs", async () => {
    const { world, client } = await connected();
    const asked = [
      client.groups.create({ name: "Tea", memberIds: [] }),
      client.openDirect({ username: "bob" }),
      client.scheduled.list(),
      client.forward(direct, { conversationId: direct, seqs: [1] }),
      client.scheduled.add(direct, "later", 9),
    ].map((call) => call.catch(({ code }: { code: string }) => code));
    await settle();
    const late = world.asked;
    await world.change(client, how);
    const user = { id: "user_bob", username: "bob", displayName: "Bob", createdAt: 0 };
    await world.give({ status: 200, body: { user, items: [], next: "more" } });
    expect(late).toHaveLength(5);
    expect(world.askedByOther).toEqual([]);
    const codes = await Promise.all(asked);
    expect([codes[1], codes[2]]).toEqual(["NOT_AUTHENTICATED", "NOT_AUTHENTICATED"]);
    expect(client.people.known(user.id as UserId)).toBeNull();
  });

  it("what is refused to the one before by their sign-out is not asked again as theirs", async () => {
    const { world, client } = await connected();
    const asked = [client.groups.create({ name: "Tea", memberIds: [] }), client.starred.set(direct, 1, true)];
    const codes = Promise.all(asked.map((call) => call.catch(({ code }: { code: string }) => code)));
    await settle();
    await world.change(client, how);
    await world.give({ status: 401, body: problem(401, "DEVICE_SIGNED_OUT") });
    expect(await codes).toEqual(["NOT_AUTHENTICATED", "NOT_AUTHENTICATED"]);
    expect([world.askedByOther, client.session?.user.id]).toEqual([[], other]);
  });
});

it("[SDK-190] a tab in whose place another one signs somebody else in ends its user as a whole too", async () => {
  const { world, browser, first, second } = await twoTabs();
  const { client } = second;
  const timeline = client.timeline(direct);
  await timeline.opened;
  world.answer = ({ method, path }) => {
    if (path === "/api/auth/login") return { status: 200, body: otherSignedIn };
    return method === "PATCH" ? new Promise(() => {}) : { status: 204 };
  };
  const starred = client.starred.set(direct, 1, true);
  const pinned = client.changeSettings(direct, { pinned: true }).catch(({ code }: { code: string }) => code);
  world.socket.say({ type: "messages-hidden", conversationId: direct, seqs: [1], hides: 1 });
  await browser.hearAll();
  await starred;
  await first.client.login({ username: "other", password: "correct horse" });
  await browser.hearAll();
  expect(await pinned).toBe("UNAVAILABLE");
  void first.client.connect();
  await browser.hearAll();
  await world.catchUp(conversationChanged({ headSeq: 1, inboxVersion: 7 }), message(2));
  await browser.hearAll();
  expect([client.session?.user.id, client.starred.all(), client.conversations()[0]?.pinned]).toEqual([
    other,
    [],
    undefined,
  ]);
  expect(timeline.events.map(({ seq }) => seq)).toEqual([1]);
  const theirs = client.timeline(direct);
  world.answer = () => ({ status: 200, body: { events: [message(1)], headSeq: 2, before: null } });
  await theirs.loadOlder();
  expect(theirs.items.map((item) => item.kind === "event" && [item.event.seq, item.state])).toEqual([
    [1, null],
    [2, null],
  ]);
});

it("[SDK-190] whoever waits for room in the outbox does not get that of the next user", async () => {
  const { world, client } = await connected({ maxWaiting: 1 });
  client.send(direct, "waits");
  const waiting = client.sendable().catch(({ code }: { code: string }) => code);
  await world.change(client, "at once");
  expect(await waiting).toBe("NOT_AUTHENTICATED");
});

it("[SDK-190] the same user who is restored once more goes on in the same views", async () => {
  const { world, client } = await connected();
  const timeline = client.timeline(direct);
  await settle();
  await world.give({ status: 200, body: { events: [1, 2, 3].map((seq) => message(seq)), headSeq: 3, before: null } });
  await client.restore();
  void client.connect();
  await settle();
  await world.catchUp(message(4, { senderId: me }));
  expect(timeline.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});
