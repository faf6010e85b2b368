// Who has read a message, and to whom that is shown: the pure rules, and what is stored of them.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CountPace } from "../../durable-objects/conversation/readers/count-pace.ts";
import { HiddenReaders } from "../../durable-objects/conversation/readers/hidden-readers.ts";
import { receiptsPage, type ListedMember } from "../../durable-objects/conversation/readers/receipts-page.ts";
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
const member = (userId: UserId, cursorSeq: number, joinedSeq = 0, isHidden = false): ListedMember => ({
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
  const hiddenReaders = (isMember: (userId: UserId) => boolean = () => true, forFriends: SyncKvStorage | null = null) =>
    new HiddenReaders({ sql: storage.sql, isMember, forFriends });
  const privacyOf = (isFriend: (userId: UserId) => boolean = () => false) =>
    new Privacy({ sql: storage.sql, kv: storage.kv, userId: ada, isFriend });
  const rows = (): unknown[] =>
    storage.sql.exec<{ user_id: string; version: number }>("SELECT * FROM hidden_reader").toArray();

  it("is a row in a conversation while it differs from what holds for all, past every crash", () => {
    const hidden = hiddenReaders();
    hidden.note(ada, { shown: true, version: 0 });
    expect(rows()).toEqual([]);
    hidden.note(ada, { shown: false, version: 1 });
    expect(rows()).toEqual([{ user_id: ada, version: 1 }]);
    const later = hiddenReaders();
    // An earlier mark, which arrives in a later life, changes nothing of what authors are told.
    later.note(ada, { shown: true, version: 0 });
    expect([...later.all()]).toEqual([[ada, 1]]);
    expect([later.has(ada), later.has(bob)]).toEqual([true, false]);
    later.note(ada, { shown: true, version: 2 });
    expect([later.has(ada), rows()]).toEqual([false, []]);
  });

  it("that was made earlier and arrives later shows nobody what a later one hides", () => {
    const hidden = hiddenReaders();
    hidden.note(ada, { shown: false, version: 3 });
    hidden.note(ada, { shown: true, version: 2 });
    hidden.note(ada, { shown: false, version: 1 });
    expect([hidden.has(ada), rows()]).toEqual([true, [{ user_id: ada, version: 3 }]]);
  });

  it("is not looked for while the reader's session says that there is none", () => {
    const exec = vi.spyOn(storage.sql, "exec");
    const hidden = hiddenReaders();
    hidden.note(ada, { shown: true, version: 0 });
    expect([hidden.has(ada), exec.mock.calls]).toEqual([false, []]);
    // An earlier mark that arrives late shows nobody what a later one hides.
    hidden.note(ada, { shown: false, version: 1 });
    hidden.note(ada, { shown: true, version: 0 });
    expect(hidden.has(ada)).toBe(true);
  });

  it("of somebody who has left is forgotten", () => {
    hiddenReaders().note(ada, { shown: false, version: 1 });
    const later = hiddenReaders((userId) => userId !== ada);
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
    const privacy = privacyOf();
    const stored = (): unknown[] => storage.sql.exec("SELECT version, receipts FROM privacy").toArray();
    privacy.edit({ receiptsFor: "everyone" });
    expect([privacy.receipts, stored()]).toEqual([{ shown: true, version: 0 }, []]);
    privacy.edit({ receiptsFor: "nobody" });
    privacy.edit({ receiptsFor: "nobody" });
    expect(stored()).toEqual([{ version: 1, receipts: 0 }]);
    expect(privacyOf().receipts).toEqual({ shown: false, version: 1 });
    privacy.edit({ receiptsFor: "everyone" });
    expect(privacyOf().receipts).toEqual({ shown: true, version: 2 });
  });

  it("[SEEN-5] hides others' receipts from whoever gives none, in direct conversations and nothing else of them", () => {
    const privacy = privacyOf();
    const direct = directConversationId(newUserId(), newUserId());
    const receipt = (userId: UserId): string => JSON.stringify({ type: "read-receipt", userId, seq: 1 });
    const signals = [receipt(bob), JSON.stringify({ type: "typing", userId: bob, active: true }), receipt(ada)];
    expect(privacy.shown(direct, signals)).toEqual(signals);
    privacy.edit({ receiptsFor: "nobody" });
    expect(privacy.shown(direct, signals)).toEqual(signals.slice(1));
    expect(privacy.shown(newGroupId(), signals)).toEqual(signals);
  });

  it("[SEEN-7] for friends is what code of the version before takes for nobody, and lasts until another one is made", () => {
    const privacy = privacyOf();
    const stored = (): unknown => storage.sql.exec("SELECT version, receipts FROM privacy").one();
    privacy.edit({ receiptsFor: "friends" });
    expect([privacy.receipts, stored()]).toEqual([
      { shown: false, friends: true, version: 1 },
      { version: 1, receipts: 0 },
    ]);
    expect(privacyOf().choices).toEqual({ receipts: true, receiptsFor: "friends", invisible: false });
    privacy.edit({ invisible: true });
    expect(privacyOf().receipts).toEqual({ shown: false, version: 2 });
    privacy.edit({ invisible: false });
    expect(privacyOf().receipts).toEqual({ shown: false, friends: true, version: 3 });
    privacy.edit({ receiptsFor: "nobody" });
    expect([privacyOf().choices.receiptsFor, privacyOf().receipts]).toEqual(["nobody", { shown: false, version: 4 }]);
    // Code of the version before has turned receipts on and off again.
    privacy.edit({ receiptsFor: "friends" });
    storage.sql.exec("UPDATE privacy SET version = version + 2");
    expect(privacyOf().choices).toMatchObject({ receipts: false, receiptsFor: "nobody" });
  });

  it("[SEEN-5] [SEEN-7] for friends shows theirs, and nobody else's in direct conversations", () => {
    const friends = new Set<UserId>();
    const privacy = privacyOf((userId) => friends.has(userId));
    privacy.edit({ receiptsFor: "friends" });
    const peer = newUserId();
    const direct = directConversationId(newUserId(), peer);
    const signals = [JSON.stringify({ type: "read-receipt", userId: peer, seq: 1 })];
    const isShown = (): unknown[] => [privacy.shown(direct, signals).length, privacy.seesNoReceiptsIn(direct)];
    expect(isShown()).toEqual([0, true]);
    friends.add(peer);
    expect([isShown(), privacy.seesNoReceiptsIn(directConversationId(newUserId(), newUserId()))]).toEqual([
      [1, false],
      true,
    ]);
    expect(privacy.seesNoReceiptsIn(newGroupId())).toBe(false);
    privacy.edit({ invisible: true });
    expect(isShown()).toEqual([0, true]);
  });

  it("[SEEN-7] for friends is a row and a value where somebody may be a friend, and a row elsewhere", () => {
    const friendly = { shown: false, friends: true, version: 4 } as const;
    const direct = hiddenReaders(() => true, storage.kv);
    // By code that knew everyone and nobody only.
    expect(direct.note(ada, { shown: false, version: 4 })).toBe(1);
    expect([direct.isForFriends(ada), direct.note(ada, friendly), direct.note(ada, friendly)]).toEqual([false, 2, 0]);
    const later = hiddenReaders(() => true, storage.kv);
    expect([later.has(ada), later.isForFriends(ada), later.isForFriends(bob)]).toEqual([true, true, false]);
    // Neither an earlier choice nor the same one as code of the version before says it changes that.
    expect([later.note(ada, { shown: false, version: 3 }), later.note(ada, { shown: false, version: 4 })]).toEqual([
      0, 0,
    ]);
    expect([later.note(ada, { shown: false, version: 5 }), later.isForFriends(ada)]).toEqual([1, false]);
    expect([later.note(bob, friendly), later.isForFriends(bob), later.isForFriends(ada)]).toEqual([2, true, false]);
    expect([later.note(bob, { shown: true, version: 5 }), later.has(bob), later.isForFriends(bob)]).toEqual([
      1,
      false,
      false,
    ]);
    const group = hiddenReaders();
    expect([group.note(cleo, friendly), group.note(cleo, friendly), group.has(cleo), group.isForFriends(cleo)]).toEqual(
      [1, 0, true, false],
    );
  });
});
