// Who is told what of reading, against a naive account of it: in a group with random sends, marks with choices, late marks,
// joins, leaves and cold starts; between two people with choices for friends, and friendships that begin and end.
import { expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { directConversationId, type UserId } from "../../schema/protocol/ids.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { Reader } from "../../durable-objects/conversation/readers/readers.ts";
import { Receipts } from "../../durable-objects/conversation/receipts.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { mostBesideMark } from "../../durable-objects/stream/reach.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import type { ReceiptsChoice } from "../../schema/rpc/conversation.ts";
import { GroupLife } from "../support/group-life.ts";
import { freeSettings as settings } from "../support/group-settings.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { openSqlite } from "../support/sqlite.ts";
import { info, olga, person } from "../support/test-group.ts";
import { item, uuidV7 } from "../support/test-log.ts";

useQuickTurns();

const others = ["ada", "bob", "cleo", "dan"].map(person);

/** What a person who notes everything down would say. */
class Naive {
  readonly sent = new Map<number, UserId>();
  readonly cursors = new Map<UserId, number>();
  readonly joined = new Map<UserId, number>([[olga, 1]]);
  /** The version of the choice by which somebody is hidden. */
  readonly hidden = new Map<UserId, number>();

  mark(userId: UserId, seq: number, { shown, version }: ReceiptsChoice): void {
    const known = this.hidden.get(userId);
    if (!shown && (known === undefined || version > known)) this.hidden.set(userId, version);
    if (shown && known !== undefined && version > known) this.hidden.delete(userId);
    this.cursors.set(userId, Math.max(seq, this.cursors.get(userId) ?? 0));
  }

  leave(userId: UserId): void {
    this.joined.delete(userId);
    this.hidden.delete(userId);
  }

  /** `read | not | number hidden`. */
  readersOf(seq: number): string {
    const there = [...this.joined].filter(([id, since]) => id !== this.sent.get(seq) && since <= seq).map(([id]) => id);
    const shown = there.filter((id) => !this.hidden.has(id)).toSorted();
    const hasRead = (id: UserId): boolean => (this.cursors.get(id) ?? 0) >= seq;
    const [read, not] = [shown.filter(hasRead), shown.filter((id) => !hasRead(id))];
    return `${read.join()} | ${not.join()} | ${there.length - shown.length}`;
  }
}

/** Null: everybody was told what is so. */
async function run(seed: number, steps: number): Promise<string | null> {
  const [random, storage, naive] = [new Random(seed), openSqlite(), new Naive()];
  const wake = (): GroupLife => new GroupLife(storage, () => Promise.reject(new Error("nobody listens")));
  let life = wake();
  const choices = new Map<UserId, ReceiptsChoice>([olga, ...others].map((id) => [id, { shown: true, version: 0 }]));
  await life.core.log.change(olga, { kind: "create", info, settings, memberIds: [] });
  naive.cursors.set(olga, life.core.log.readerOf(olga).cursorSeq);
  const headSeq = (): number => life.core.log.headSeq;
  const someone = (): UserId => random.pick([...naive.joined.keys()]);
  for (let step = 0; step < steps; step++) {
    const dice = random.below(100);
    if (dice < 25) {
      const userId = someone();
      const readAll = naive.cursors.get(userId) === headSeq();
      const [sent] = await life.core.append(userId, [item(uuidV7(Date.now(), step), "hello")]);
      if (sent === undefined || !("ack" in sent)) throw new Error("not sent");
      naive.sent.set(sent.ack.seq, userId);
      if (readAll) naive.cursors.set(userId, sent.ack.seq);
    } else if (dice < 65) {
      const [userId, seq] = [someone(), 1 + random.below(headSeq())];
      const now = choices.get(userId) ?? { shown: true, version: 0 };
      // One that was made before the newest choice and arrives now.
      const isLate = now.version > 0 && random.chance(0.2);
      const choice = isLate ? { shown: now.version % 2 !== 0, version: now.version - 1 } : now;
      await life.core.markRead(userId, seq, undefined, choice);
      naive.mark(userId, seq, choice);
    } else if (dice < 75) {
      const userId = random.pick([olga, ...others]);
      const { shown, version } = choices.get(userId) ?? { shown: true, version: 0 };
      // To a group friends are as nobody.
      choices.set(userId, {
        shown: !shown,
        ...(random.chance(0.5) && shown && { friends: true }),
        version: version + 1,
      });
    } else if (dice < 85) {
      const userId = random.pick(others);
      const leaves = naive.joined.has(userId);
      await life.core.log.change(userId, { kind: leaves ? "leave" : "join" });
      if (leaves) naive.leave(userId);
      else {
        naive.joined.set(userId, headSeq());
        naive.cursors.set(userId, headSeq());
      }
    } else if (dice < 90) life = wake();
    const own = [...naive.sent].filter(([, id]) => naive.joined.has(id));
    if (own.length === 0) continue;
    const [seq, userId] = random.pick(own);
    const [read, not] = [true, false].map((isRead) => life.core.receipts.list({ userId, seq, read: isRead, limit: 9 }));
    if (read === undefined || not === undefined || "refusal" in read || "refusal" in not) {
      // Somebody who came back does not see what was written between; all else is theirs.
      continue;
    }
    const told = `${read.userIds.join()} | ${not.userIds.join()} | ${read.hiddenCount}`;
    const expected = naive.readersOf(seq);
    if (told !== expected) return `step ${step} of seed ${seed}: ${told}, not ${expected}`;
  }
  return null;
}

it("[SEEN-1] [SEEN-4] [SEEN-6] is what a recount says, whatever happens (25 schedules of 60 steps)", async () => {
  for (let seed = 0; seed < 25; seed++) expect(await run(seed, 60)).toBeNull();
});

/** Two people, of whom the second reads. */
function runDirect(seed: number, steps: number): string | null {
  const [random, storage] = [new Random(seed), openSqlite()];
  migrate(storage, { log: logMigrations });
  const [author, reader] = [person("ada"), person("bob")];
  const told: (DownFrame | null)[] = [];
  let [areFriends, known]: [boolean, ReceiptsChoice] = [false, { shown: true, version: 0 }];
  let choice = known;
  const said: ReceiptsChoice[] = [choice];
  const readers = { [author]: 0, [reader]: 1 };
  const wake = (): Receipts =>
    new Receipts(
      {
        conversationId: directConversationId(author, reader),
        ctx: standInFor<DurableObjectState>({ storage }),
        memberships: () => [author, reader].map((id) => [id, 0]),
        isMember: () => true,
        mayShowReads: () => true,
        areFriends: () => areFriends,
        memberCount: () => 2,
        intervalsOf: () => [],
      },
      {
        log: { headSeq: 1, readerOf: (id) => standInFor<Reader>({ cursorSeq: readers[id] ?? 0 }) },
        view: { range: () => ({ missing: [{ afterSeq: 0, throughSeq: 1 }], events: [] }) },
        signal: (_, frameFor) => void told.push(frameFor(author)),
      },
    );
  let receipts = wake();
  for (let step = 0; step < steps; step++) {
    const dice = random.below(5);
    if (dice === 0) areFriends = !areFriends;
    else if (dice === 1) receipts = wake();
    else if (dice === 2) {
      const audience = random.pick(["everyone", "friends", "nobody"]);
      const friends = audience === "friends" && { friends: true as const };
      choice = { shown: audience === "everyone", ...friends, version: choice.version + 1 };
      said.push(choice);
    } else {
      // Now and then one that was made earlier arrives now.
      const mark = random.chance(0.8) ? choice : random.pick(said);
      receipts.choose(reader, mark);
      // The later one counts; of those who show all nothing is kept.
      if (known.shown ? !mark.shown : mark.version > known.version) known = mark;
      receipts.committed([{ userId: reader, seq: 1 }]);
      if (receipts.takeUnpaid() > mostBesideMark) return `step ${step} of seed ${seed}: more rows than are paid for`;
    }
    const isShown = known.shown || (known.friends === true && areFriends);
    const page = receipts.list({ userId: author, seq: 1, read: true, limit: 9 });
    const live = told.splice(0).every((frame) => (frame !== null) === isShown);
    if ("refusal" in page || !live || page.readCount !== Number(isShown) || page.hiddenCount !== Number(!isShown))
      return `step ${step} of seed ${seed}: ${JSON.stringify(page)}, live ${live}, but ${isShown}`;
  }
  return null;
}

it("[SEEN-6] [SEEN-7] shows friends what is for friends, and nobody else, whatever happens (500 schedules of 60 steps)", () => {
  for (let seed = 0; seed < 500; seed++) expect(runDirect(seed, 60)).toBeNull();
});
