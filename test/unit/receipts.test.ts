// Who has read a message, and to whom that is shown: the pure rules, and what is stored of them.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CountPace } from "../../durable-objects/conversation/readers/count-pace.ts";
import { HiddenReaders } from "../../durable-objects/conversation/readers/hidden-readers.ts";
import { receiptsPage, type Audience } from "../../durable-objects/conversation/readers/receipts-page.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { judgeAuthor } from "../../durable-objects/stream/whose-message.ts";
import { Privacy } from "../../durable-objects/user-session/account/privacy.ts";
import { Random } from "../../lab/kit/random.ts";
import { directConversationId, newGroupId, newUserId, type UserId } from "../../schema/protocol/ids.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

const person = (name: string): UserId => `user_${name}` as UserId;
const [ada, bob, cleo, dan, eve] = ["ada", "bob", "cleo", "dan", "eve"].map(person) as [
  UserId,
  UserId,
  UserId,
  UserId,
  UserId,
];
const member = (userId: UserId, cursorSeq: number, joinedSeq = 0, isHidden = false): Audience => ({
  userId,
  cursorSeq,
  joinedSeq,
  isHidden,
});

describe("[SEEN-1] of a message", () => {
  const members = [member(ada, 9), member(eve, 5), member(bob, 4), member(dan, 9, 7), member(cleo, 6, 0, true)];
  const asked = { userId: ada, seq: 5, limit: 10 };

  it("those whose cursor is at it or after it have read it, of those who were there", () => {
    const counts = { readCount: 1, unreadCount: 1, hiddenCount: 1, next: null };
    expect(receiptsPage(members, { ...asked, read: true })).toEqual({ userIds: [eve], ...counts });
    expect(receiptsPage(members, { ...asked, read: false })).toEqual({ userIds: [bob], ...counts });
  });

  it("pages hold everybody once, sorted by id, with the counts of all (10,000 random pages)", () => {
    const random = new Random(18);
    for (let round = 0; round < 400; round++) {
      const people = Array.from({ length: random.below(40) }, (_, n) =>
        member(person(String(n)), random.below(9), random.below(9), random.below(4) === 0),
      );
      const [seq, limit, read] = [1 + random.below(8), 1 + random.below(4), random.below(2) === 0];
      const there = people.filter((one) => one.userId !== person("3") && one.joinedSeq <= seq);
      const shown = there.filter(({ isHidden }) => !isHidden);
      const expected = shown.filter(({ cursorSeq }) => cursorSeq >= seq === read).map(({ userId }) => userId);
      const found: UserId[] = [];
      for (let after: UserId | null | undefined = undefined; after !== null;) {
        const query = { userId: person("3"), seq, read, limit, ...(after !== undefined && { after }) };
        const page = receiptsPage(people, query);
        expect(page.userIds.length).toBeLessThanOrEqual(limit);
        const [same, other] = read ? [page.readCount, page.unreadCount] : [page.unreadCount, page.readCount];
        expect([same, other]).toEqual([expected.length, shown.length - expected.length]);
        expect(page.hiddenCount).toBe(there.length - shown.length);
        found.push(...page.userIds);
        after = page.next;
      }
      expect(found).toEqual(expected.toSorted());
    }
  });
});

it("[SEEN-2] only a message that is there has readers, and only its author asks", () => {
  const frame = { type: "new-message", senderId: ada, content: { type: "text", text: "Hello" } };
  const judged = (said: object | undefined): string | undefined =>
    judgeAuthor(said === undefined ? undefined : JSON.stringify(said), ada)?.code;
  expect(judged(frame)).toBeUndefined();
  expect(judged({ ...frame, senderId: bob })).toBe("FORBIDDEN");
  for (const other of [undefined, { type: "member-changed", actorId: ada }, { type: "void" }])
    expect(judged(other)).toBe("MESSAGE_NOT_FOUND");
  expect(judged({ ...frame, content: { type: "gone", fallback: "" } })).toBe("MESSAGE_NOT_FOUND");
});

describe("[SEEN-3] counts of a large group", () => {
  it("are told at once, then not before two seconds, and what was held back comes with what happens next", () => {
    const pace = new CountPace();
    expect(pace.isDue(false, 1_000)).toBe(false);
    expect(pace.isDue(true, 1_000)).toBe(true);
    pace.told(1_000);
    expect(pace.isDue(true, 1_500)).toBe(false);
    expect(pace.isDue(false, 2_999)).toBe(false);
    expect(pace.isDue(false, 3_000)).toBe(true);
    pace.told(3_000);
    expect(pace.isDue(false, 9_000)).toBe(false);
    // A clock that was set back does not silence them.
    expect(pace.isDue(true, 10)).toBe(true);
  });
});

describe("[SEEN-6] a choice of receipts", () => {
  let storage: SqliteStorage;
  beforeEach(() => {
    storage = openSqlite();
    migrate(storage, { log: logMigrations, "user-session": userSessionMigrations });
  });
  const rows = (): unknown[] =>
    storage.sql.exec<{ user_id: string; version: number }>("SELECT * FROM hidden_reader").toArray();

  it("is a row in a conversation while it differs from what holds for all, past every crash", () => {
    const hidden = new HiddenReaders(storage.sql, () => true);
    hidden.note(ada, { shown: true, version: 0 });
    expect(rows()).toEqual([]);
    hidden.note(ada, { shown: false, version: 1 });
    expect(rows()).toEqual([{ user_id: ada, version: 1 }]);
    const later = new HiddenReaders(storage.sql, () => true);
    // An earlier mark, which arrives in a later life, changes nothing of what authors are told.
    later.note(ada, { shown: true, version: 0 });
    expect([...later.all()]).toEqual([[ada, 1]]);
    expect([later.has(ada), later.has(bob)]).toEqual([true, false]);
    later.note(ada, { shown: true, version: 2 });
    expect([later.has(ada), rows()]).toEqual([false, []]);
  });

  it("that was made earlier and arrives later shows nobody what a later one hides", () => {
    const hidden = new HiddenReaders(storage.sql, () => true);
    hidden.note(ada, { shown: false, version: 3 });
    hidden.note(ada, { shown: true, version: 2 });
    hidden.note(ada, { shown: false, version: 1 });
    expect([hidden.has(ada), rows()]).toEqual([true, [{ user_id: ada, version: 3 }]]);
  });

  it("is not looked for while the reader's session says that there is none", () => {
    const exec = vi.spyOn(storage.sql, "exec");
    const hidden = new HiddenReaders(storage.sql, () => true);
    hidden.note(ada, { shown: true, version: 0 });
    expect([hidden.has(ada), exec.mock.calls]).toEqual([false, []]);
    // An earlier mark that arrives late shows nobody what a later one hides.
    hidden.note(ada, { shown: false, version: 1 });
    hidden.note(ada, { shown: true, version: 0 });
    expect(hidden.has(ada)).toBe(true);
  });

  it("of somebody who has left is forgotten", () => {
    new HiddenReaders(storage.sql, () => true).note(ada, { shown: false, version: 1 });
    const later = new HiddenReaders(storage.sql, (userId) => userId !== ada);
    expect([later.has(ada), rows()]).toEqual([false, []]);
    // Whoever comes back within the same life says it anew.
    later.note(bob, { shown: false, version: 1 });
    later.note(cleo, { shown: true, version: 0 });
    later.deleteRows([bob, cleo]);
    expect(later.has(bob)).toBe(true);
    later.forget([bob, cleo]);
    expect([[...later.all()], rows()]).toEqual([[], []]);
  });

  it("is stored by the session once it is made, and not again when it is so already", () => {
    const privacy = new Privacy(storage.sql, ada);
    const stored = (): unknown[] => storage.sql.exec("SELECT version, receipts FROM privacy").toArray();
    privacy.edit({ receipts: true });
    expect([privacy.receipts, stored()]).toEqual([{ shown: true, version: 0 }, []]);
    privacy.edit({ receipts: false });
    privacy.edit({ receipts: false });
    expect(stored()).toEqual([{ version: 1, receipts: 0 }]);
    expect(new Privacy(storage.sql, ada).receipts).toEqual({ shown: false, version: 1 });
    privacy.edit({ receipts: true });
    expect(new Privacy(storage.sql, ada).receipts).toEqual({ shown: true, version: 2 });
  });

  it("[SEEN-5] hides others' receipts from whoever gives none, in direct conversations and nothing else of them", () => {
    const privacy = new Privacy(storage.sql, ada);
    const direct = directConversationId(newUserId(), newUserId());
    const receipt = (userId: UserId): string => JSON.stringify({ type: "read-receipt", userId, seq: 1 });
    const signals = [receipt(bob), JSON.stringify({ type: "typing", userId: bob, active: true }), receipt(ada)];
    expect(privacy.shown(direct, signals)).toEqual(signals);
    privacy.edit({ receipts: false });
    expect(privacy.shown(direct, signals)).toEqual(signals.slice(1));
    expect(privacy.shown(newGroupId(), signals)).toEqual(signals);
  });
});
