// What a user sets for a conversation: what their entry shows of it, what a change stores, and what it costs.
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { changeSettings, type SettingsHost } from "../../durable-objects/user-session/inbox/change-settings.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import {
  changedSettings,
  isArchived,
  isHidden,
  shownSettings,
  type StoredSettings,
} from "../../durable-objects/user-session/inbox/settings.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { SettingsChange } from "../../schema/protocol/settings.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { FakeConversation, FakeSession } from "../support/fake-session.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

const peer = "user_peer" as UserId;

/** What a conversation answers when its newest message came at this time. */
const summary = (seq: number, createdAt = seq): ConversationSummary => ({
  kind: "direct",
  peerId: peer,
  headSeq: seq,
  cursorSeq: 0,
  unread: seq,
  preview: seq === 0 ? null : { seq, senderId: peer, type: "text", text: "hi", createdAt },
  activeAt: createdAt,
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ does: "message" as const }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("time" as const), ms: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("archive" as const), archived: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("hide" as const), hidden: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant("mute" as const), ms: fc.option(fc.integer({ min: 1, max: 12 })) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("pin" as const), pinned: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** As people would say it: a flag that a message ends. */
interface Naive {
  archived: boolean;
  hidden: boolean;
  mutedUntil: number;
}

const changeOf = (one: Exclude<Step, { does: "message" | "time" }>, now: number): SettingsChange => {
  switch (one.does) {
    case "archive":
      return { archived: one.archived };
    case "hide":
      return { hidden: one.hidden };
    case "mute":
      return { mutedUntil: one.ms === null ? null : now + one.ms };
    case "pin":
      return { pinned: one.pinned };
  }
};

function run(steps: readonly Step[]): void {
  const naive: Naive = { archived: false, hidden: false, mutedUntil: 0 };
  let stored: StoredSettings = {};
  let [now, seq, newestAt] = [100, 1, 100];
  for (const one of steps) {
    if (one.does === "time") now += one.ms;
    else if (one.does === "message") {
      [seq, newestAt] = [seq + 1, now];
      if (naive.mutedUntil <= now) naive.archived = false;
      naive.hidden = false;
    } else {
      if (one.does === "archive") naive.archived = one.archived;
      if (one.does === "hide") naive.hidden = one.hidden;
      if (one.does === "mute") naive.mutedUntil = one.ms === null ? 0 : now + one.ms;
      ({ stored } = changedSettings(stored, changeOf(one, now), summary(seq, newestAt), now));
    }
    const news = summary(seq, newestAt);
    const shown = shownSettings(stored, news, now);
    expect([shown.archived ?? false, shown.hidden ?? false, shown.mutedUntil ?? 0]).toEqual([
      naive.archived,
      naive.hidden,
      naive.mutedUntil > now ? naive.mutedUntil : 0,
    ]);
  }
}

describe("[MINE-4] [MINE-5] what a message ends", () => {
  it("is what it would be as a flag, in 3,000 schedules, although a message stores nothing", () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 25 }), run), parametersOf(3_000));
  });

  it("a message that comes while it is muted does not bring it back, and neither does the end of that", () => {
    const { stored } = changedSettings({}, { archived: true, mutedUntil: 50 }, summary(1, 10), 20);
    expect(isArchived(stored, summary(2, 40))).toBe(true);
    expect(shownSettings(stored, summary(2, 40), 60)).toEqual({ archived: true });
    expect(isArchived(stored, summary(3, 60))).toBe(false);
    const unmuted = changedSettings(stored, { mutedUntil: null }, summary(2, 40), 45).stored;
    expect([isArchived(unmuted, summary(2, 40)), isArchived(unmuted, summary(3, 46))]).toEqual([true, false]);
  });

  it("coming back into a group is news, as a message is", () => {
    const joined = { seq: 5, actorId: peer, how: "added" as const, createdAt: 30 };
    const { stored } = changedSettings({}, { hidden: true }, summary(2), 20);
    expect([isHidden(stored, summary(2)), isHidden(stored, { ...summary(2), joined })]).toEqual([true, false]);
  });
});

const [a, b] = ["direct_a", "direct_b"] as [ConversationId, ConversationId];
let storage: SqliteStorage;
let inbox: Inbox;
let told: ConversationEntry[];
let now = 1_000;
beforeEach(() => {
  storage = openSqlite();
  migrate(storage, { "user-session": userSessionMigrations });
  told = [];
  now = 1_000;
  inbox = new Inbox(
    storage.sql,
    (entry) => told.push(entry),
    () => now,
  );
  inbox.refresh(a, summary(3, 900), false);
  inbox.refresh(b, summary(3, 900), false);
  told = [];
});

function rowsWritten(act: () => unknown): number {
  const changes = (): number => Number(storage.sql.exec("SELECT total_changes() AS n").one()["n"]);
  const before = changes();
  act();
  return changes() - before;
}

const again = (): Inbox => new Inbox(storage.sql, undefined, () => now);
const rows = (): number => storage.sql.exec("SELECT 1 FROM conversation_setting").toArray().length;

describe("an entry", () => {
  it("[MINE-1] has what was set, under the next version, also after the object has started anew", () => {
    const version = inbox.version;
    const entry = inbox.changeSettings(a, { pinned: true, mutedUntil: 5_000, notify: "mentions", markedUnread: true });
    const settings = { pinned: true, mutedUntil: 5_000, notify: "mentions", markedUnread: true };
    expect(entry).toEqual({ id: a, ...summary(3, 900), ...settings, inboxVersion: version + 1 });
    expect(told).toEqual([entry]);
    expect(again().version).toBe(version + 1);
    const row = again().get(a);
    expect(row === null ? null : again().entryOf(row)).toEqual(entry);
    now = 5_000;
    expect(row === null ? null : again().entryOf(row)).not.toHaveProperty("mutedUntil");
  });

  it("[MINE-2] keeps what was set when the conversation answers, and what it answered when something is set", () => {
    inbox.changeSettings(a, { pinned: true, archived: true });
    expect(inbox.refresh(a, { ...summary(3, 900), cursorSeq: 3, unread: 0 }, false)).toMatchObject({
      pinned: true,
      archived: true,
      unread: 0,
    });
    expect(inbox.refresh(a, { ...summary(4, 950), cursorSeq: 3 }, false)).toMatchObject({ pinned: true, unread: 4 });
    expect(inbox.changeSettings(a, { pinned: false })).toEqual({
      id: a,
      ...summary(4, 950),
      cursorSeq: 3,
      inboxVersion: inbox.version,
    });
  });

  it("[MINE-10] a change writes two rows, one that changes nothing none, and what is as at the beginning no row", () => {
    expect(rowsWritten(() => inbox.changeSettings(a, { pinned: true }))).toBe(2);
    expect(rowsWritten(() => inbox.changeSettings(a, { pinned: true, archived: false }))).toBe(0);
    expect([told.length, rows()]).toEqual([1, 1]);
    inbox.changeSettings(a, { pinned: false, notify: "all" });
    expect(rows()).toBe(0);
    // Whoever sets nothing has no row, and a message on its way reads none.
    inbox.noteDelivery(b, { headSeq: 4, cursorSeq: 0 }, false);
    expect(rowsWritten(() => inbox.refresh(b, summary(4), false))).toBe(1);
    expect(rows()).toBe(0);
  });

  it("[MINE-6] is marked as unread until something is read there", () => {
    inbox.changeSettings(a, { markedUnread: true });
    expect(inbox.wasRead(b)).toBe(false);
    expect(inbox.wasRead(a)).toBe(true);
    expect(told.map(({ markedUnread }) => markedUnread)).toEqual([true, undefined]);
    expect(rowsWritten(() => inbox.wasRead(a))).toBe(0);
  });
});

describe("a draft", () => {
  const draft = (text: string, updatedAt: number) => ({ text, updatedAt });

  it("[MINE-7] that was written later counts, whichever comes first", () => {
    for (const order of [
      ["old", "new"],
      ["new", "old"],
    ]) {
      const id = order[0] === "old" ? a : b;
      for (const text of order) inbox.changeSettings(id, { draft: draft(text, text === "new" ? 900 : 800) });
      expect(inbox.settings.draft(id)).toEqual(draft("new", 900));
    }
  });

  it("[MINE-7] that has ended is not brought back by an older one, and two of the same time leave the first", () => {
    inbox.changeSettings(a, { draft: { ...draft("yes", 700), replyTo: `${a}:2` as never } });
    expect(inbox.changeSettings(a, { draft: draft("", 800) })).not.toHaveProperty("draft");
    expect(inbox.changeSettings(a, { draft: draft("yes", 700) })).not.toHaveProperty("draft");
    expect(inbox.changeSettings(a, { draft: draft("other", 800) })).not.toHaveProperty("draft");
    expect(inbox.changeSettings(a, { draft: draft("again", 801) })).toMatchObject({ draft: draft("again", 801) });
  });

  it("[MINE-7] of a clock that is ahead counts as of now, so that later ones are taken", () => {
    inbox.changeSettings(a, { draft: draft("from 2100", 4_000_000_000_000) });
    now += 120_000;
    expect(inbox.changeSettings(a, { draft: draft("now", now) })).toMatchObject({ draft: draft("now", now) });
  });

  it("[MINE-7] stays when other things are set, and a setting stays when it ends", () => {
    inbox.changeSettings(a, { draft: draft("hello", 900) });
    expect(inbox.changeSettings(a, { pinned: true })).toMatchObject({ pinned: true, draft: draft("hello", 900) });
    expect(inbox.changeSettings(a, { draft: draft("", 901) })).toMatchObject({ pinned: true });
    expect(again().settings.get(a)).toEqual({ pinned: true, draftAt: 901 });
  });
});

describe("a change", () => {
  const conversation = (): FakeConversation => new FakeConversation(a, 3);
  const hostOf = (fake: FakeSession): SettingsHost => ({
    inbox: fake.inbox,
    conversations: fake.conversations,
    notifying: { settingsChanged: () => {} },
    budgets: { take: () => null },
    now: () => now,
  });

  async function session(): Promise<{ log: FakeConversation; change: (change: SettingsChange) => Promise<unknown> }> {
    const log = conversation();
    const fake = new FakeSession([log]);
    await fake.conversations.read(a, null);
    fake.inbox.noteDelivery(a, { headSeq: 4, cursorSeq: 0 }, false);
    log.reads.length = 0;
    const host = hostOf(fake);
    return { log, change: (change) => changeSettings(host, a, change) };
  }

  it("[MINE-10] asks the conversation only if what is archived or hidden has to be known up to now", async () => {
    const { log, change } = await session();
    await change({ pinned: true, mutedUntil: 9_000, draft: { text: "x", updatedAt: 1 } });
    expect(log.reads).toEqual([]);
    await change({ archived: true });
    expect(log.reads).toEqual([null]);
    await change({ pinned: false });
    expect(log.reads).toEqual([null]);
  });

  it("[MINE-3] mutes for ten years at most, and is refused for what is not in the inbox", async () => {
    const { change } = await session();
    const refusal = { code: "INVALID_REQUEST", pointer: "/mutedUntil" };
    expect(await change({ mutedUntil: now + wireLimits.maxMuteMs + 1 })).toEqual({ refusal });
    expect(await change({ mutedUntil: now + wireLimits.maxMuteMs })).toMatchObject({ conversation: { id: a } });
    expect(await changeSettings(hostOf(new FakeSession([])), b, { pinned: true })).toEqual({
      refusal: { code: "CONVERSATION_NOT_FOUND" },
    });
  });

  it("[MINE-7] begins no more drafts than there may be, and still ends and changes those that are there", async () => {
    const fake = new FakeSession([]);
    const host = hostOf(fake);
    const ids = Array.from({ length: wireLimits.maxDrafts + 1 }, (_, n) => `direct_${n}` as ConversationId);
    for (const id of ids) fake.inbox.refresh(id, summary(1), false);
    const write = (id: ConversationId | undefined, text: string, updatedAt: number) =>
      changeSettings(host, id ?? a, { draft: { text, updatedAt } });
    for (const id of ids.slice(0, -1)) await write(id, "begun", 1);
    expect(await write(ids.at(-1), "one more", 1)).toEqual({ refusal: { code: "TOO_MANY" } });
    expect(await write(ids[0], "changed", 2)).toMatchObject({ conversation: { draft: { text: "changed" } } });
    await write(ids[0], "", 3);
    expect(await write(ids.at(-1), "one more", 1)).toMatchObject({ conversation: { draft: { text: "one more" } } });
  });
});
