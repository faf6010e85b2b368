// The end of an account on SQLite in Node: whatever is cut off, lost or repeated, it either comes back whole or is gone.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GoneMembers } from "../../durable-objects/direct/gone-members.ts";
import { ActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Account } from "../../durable-objects/user-session/account/account.ts";
import { Suspensions } from "../../durable-objects/user-session/account/suspensions.ts";
import { Invitations } from "../../durable-objects/user-session/people/invitations.ts";
import { OwnJoinRequests } from "../../durable-objects/user-session/people/own-join-requests.ts";
import type { GroupRpc } from "../../schema/rpc/group.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import { Ending, type EndingStep } from "../../durable-objects/user-session/leaving/ending.ts";
import { endingSteps } from "../../durable-objects/user-session/leaving/ending-steps.ts";
import {
  blankTexts,
  erasedTables,
  eraseRows,
  keptTables,
} from "../../durable-objects/user-session/leaving/erase-rows.ts";
import { Leaving } from "../../durable-objects/user-session/leaving/leaving.ts";
import { Random } from "../../lab/kit/random.ts";
import { directConversationId, type ConversationId, type DeviceId, type UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { ScheduledFiles } from "../../durable-objects/user-session/scheduled/scheduled-files.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { adam, anna, climbers, mike, mona, olga, stan, type TestGroup } from "../support/test-group.ts";

const me = olga;
const groupId = (n: number): ConversationId => `group_${String(n).padStart(26, "0")}` as ConversationId;
const keptMs = defaultLimits.ACCOUNT_RESTORE_SECONDS * 1_000;
const directoryMigrations = inRepository("schema", "tables", "directory", "migrations");

function openDirectory(): SqliteStorage {
  const storage = openSqlite();
  for (const name of readdirSync(directoryMigrations).toSorted())
    storage.sql.exec(readFileSync(join(directoryMigrations, name), "utf8"));
  return storage;
}

const rowsOf = ({ sql }: SqliteStorage, query: string): readonly unknown[] => sql.exec(query).toArray();

type Fate = "answered" | "lost" | "unanswered";

/** As a version that knows no profiles makes an account. */
const accountColumns = "(id, username, username_key, display_name, password_hash, created_at, password_version)";

class World {
  now = 1_800_000_000_000;
  /** Of the next call to anything outside the session. */
  fate: () => Fate = () => "answered";
  readonly directory = openDirectory();
  readonly groups = new Map<ConversationId, TestGroup>();
  /** It has invited the user, who has asked it. */
  readonly waiting = climbers({ joinPolicy: "approval" });
  /** What their objects keep for a message that waits. */
  readonly files = new Set(["file_one", "file_two"]);
  /** As they see it. */
  readonly friends = new Set([adam, mona]);
  readonly directs = new Map<ConversationId, SqliteStorage>();
  /** By the job's id. */
  readonly jobs = new Map<string, string>();
  readonly session = openSqlite();
  leaving!: Leaving;
  ending!: Ending;
  account!: Account;
  inbox!: Inbox;

  constructor() {
    migrate(this.session, { "user-session": userSessionMigrations });
    this.directory.sql.exec(
      `INSERT INTO account ${accountColumns} VALUES (?, 'Olga', 'olga', 'Olga', 'hash', 7, 1)`,
      me,
    );
    this.directory.sql.exec("INSERT INTO audit_event VALUES ('event', ?, 1, 'registered', NULL, '{}')", me);
    // Hers, with admins; one that only she is in; and one that is somebody else's.
    const [climbing, alone, theirs] = [climbers(), climbers(), climbers()];
    for (const userId of [adam, anna, mona, mike]) alone.do(userId, { kind: "leave" });
    theirs.do(me, { kind: "transfer", userId: mike });
    theirs.do(me, { kind: "add-members", userIds: [stan], consents: { of: [], askedAt: theirs.now } });
    for (const [n, group] of [climbing, alone, theirs].entries()) this.groups.set(groupId(n), group);
    this.waiting.do(me, { kind: "transfer", userId: mike });
    this.waiting.do(me, { kind: "leave" });
    this.waiting.do(mike, { kind: "add-members", userIds: [me] });
    this.waiting.do(me, { kind: "join" });
    this.session.sql.exec(
      "INSERT INTO group_invitation VALUES (?, 1, 1, ?, 'Climbers', '', 4, 1, 9000000000000)",
      groupId(3),
      mike,
    );
    this.session.sql.exec("INSERT INTO own_join_request VALUES (?, 1)", groupId(3));
    for (const peer of [adam, stan]) {
      const pair = openSqlite();
      migrate(pair, { conversation: conversationMigrations });
      this.directs.set(directConversationId(me, peer), pair);
    }
    this.wake();
    for (const id of [...this.groups.keys(), ...this.directs.keys()]) this.inbox.admit(id);
    this.session.sql.exec("INSERT INTO block VALUES (?, 1, 1, 0)", adam);
    this.session.sql.exec("INSERT INTO scheduled_body VALUES (1, 'what nobody has read')");
    this.session.sql.exec(
      "INSERT INTO scheduled_message VALUES (1, 'one', '', 'direct_a', 1, 1, 9000000000000, 9000000000000, 0, '', '', 1, 'later')",
    );
    for (const fileId of this.files)
      this.session.sql.exec("INSERT INTO scheduled_file VALUES ('later', ?, 9000000000000, 9000000000000)", fileId);
    this.session.sql.exec("INSERT INTO starred_message VALUES (?, 1, 1)", groupId(0));
    this.signIn();
  }

  /** As an instance that knows only what is stored. */
  wake(): void {
    const { storage, now } = { storage: this.session, now: () => this.now };
    const { sql } = storage;
    const jobs = {
      add: (kind: string, payload: unknown, id: string = crypto.randomUUID()) =>
        void this.jobs.set(id, `${kind} ${JSON.stringify(payload)}`),
    };
    this.leaving = new Leaving({ sql, userId: me, limits: defaultLimits, jobs, now });
    this.inbox = new Inbox(sql, () => {}, now);
    this.account = new Account({
      storage,
      userId: me,
      limits: defaultLimits,
      loginPolicy: "coexist",
      jobs,
      tasks: { add: () => {} },
      suspensions: new Suspensions(sql, now),
      leaving: this.leaving,
      now,
      startJobs: () => {},
      signedOut: () => {},
    });
    const invitations = new Invitations({ sql, isBlocked: () => false, changed: () => {}, now });
    const requests = new OwnJoinRequests({
      sql,
      userId: me,
      budgets: { take: () => null },
      stub: () => standInFor<GroupRpc>({}),
      now,
    });
    const steps = endingSteps({
      userId: me,
      directory: this.#database(),
      pictures: standInFor<R2Bucket>({ list: async () => ({ objects: [], truncated: false }) }),
      inbox: this.inbox,
      friends: {
        concerned: () => [...this.friends],
        end: (id) => this.#call(() => void this.friends.delete(id)),
      },
      waiting: () => [...invitations.groups(), ...requests.groups()],
      group: (id) => ({ change: (request) => this.#call(() => this.#changed(id, request.userId, request.op)) }),
      direct: (id) => ({ setGone: ({ userId }) => this.#call(() => this.#gone(id, userId)) }),
      scheduledFiles: new ScheduledFiles({
        sql,
        userId: me,
        isFileId: () => true,
        file: (fileId) => ({
          keepForLater: () => Promise.reject(new Error("nothing is kept any more")),
          letGo: () => this.#call(() => void this.files.delete(fileId)),
        }),
        now,
      }),
      blankTexts: () => storage.transactionSync(() => blankTexts(sql)),
      eraseMessages: () => this.leaving.stored?.eraseMessages === true,
      now,
    });
    this.ending = new Ending({
      leaving: this.leaving,
      steps: steps.all,
      conversations: steps.conversations,
      inbox: this.inbox,
      erase: (also) =>
        storage.transactionSync(() => {
          eraseRows(storage);
          also();
        }),
      isSignedIn: () => this.account.signedIn().length > 0,
      transaction: (act) => storage.transactionSync(act),
      arm: () => {},
      startJobs: () => {},
    });
  }

  /** @returns the device, or the code of the refusal */
  signIn(restore = false): string {
    const signedIn = this.account.signIn({
      userId: me,
      device: { platform: "web", name: "" },
      event: "signed-in",
      passwordVersion: 1,
      restore,
    });
    return "refusal" in signedIn ? signedIn.refusal.code : signedIn.deviceId;
  }

  leave(eraseMessages = false): void {
    this.account.deleteAccount("device_any" as DeviceId, { passwordVersion: 1, eraseMessages });
  }

  /** @param isCut its deadline passes during the first call */
  async ring(isCut = false): Promise<void> {
    const cut = new AbortController();
    if (isCut) cut.abort();
    await this.ending.run({ now: this.now, isRetry: false, signal: cut.signal });
  }

  /** Rings until nothing is due, like the alarm. */
  async finish(): Promise<void> {
    for (let ring = 0; ring < 20; ring++) {
      const dueAt = this.ending.dueAt(this.now);
      if (dueAt === null) return;
      this.now = Math.max(this.now, dueAt);
      await this.ring();
    }
  }

  /** The acts of the audit log, however often each was sent. */
  get acts(): string[] {
    return [...this.jobs.values()].flatMap((job) => /"act":"([a-z-]+)"/.exec(job)?.[1] ?? []);
  }

  get isWhole(): boolean {
    const isInAll = [...this.groups.values()].every((group) => group.roleOf(me) !== null);
    const isNowhereGone = [...this.directs.values()].every((pair) => !new GoneMembers(pair.sql, true).isAny);
    const rows = rowsOf(this.directory, "SELECT id FROM account UNION ALL SELECT username_key FROM retired_username");
    const own = ["block", "scheduled_body", "starred_message", "inbox"].map((table) => this.#rowsIn(table));
    return (
      this.waits.join() === "1,1" &&
      this.friends.size === 2 &&
      this.files.size === 2 &&
      isInAll &&
      isNowhereGone &&
      rows.length === 1 &&
      own.join() === `1,1,1,${this.groups.size + this.directs.size}`
    );
  }

  /** Invitations to the user and requests of theirs. */
  get waits(): readonly number[] {
    const { invitations, requests } = this.waiting.state;
    return [invitations, requests].map((all) => Number(all.has(me)));
  }

  /** What is left of the user; nothing but the marks that they are gone, if all is well. */
  get left(): unknown {
    return {
      roles: [...this.groups.values()].map((group) => group.roleOf(me)),
      friends: [...this.friends],
      files: [...this.files],
      waits: this.waits,
      gone: [...this.directs.values()].map((pair) => new GoneMembers(pair.sql, true).isAny),
      accounts: rowsOf(this.directory, "SELECT id FROM account"),
      events: rowsOf(this.directory, "SELECT id FROM audit_event"),
      deleted: rowsOf(this.directory, "SELECT user_id, created_at, erase_messages FROM deleted_account"),
      retired: rowsOf(this.directory, "SELECT * FROM retired_username"),
      rows: erasedTables.filter((table) => this.#rowsIn(table) > 0),
    };
  }

  #rowsIn(table: string): number {
    return rowsOf(this.session, `SELECT 1 FROM ${table}`).length;
  }

  #changed(id: ConversationId, userId: UserId, op: Parameters<TestGroup["do"]>[1]) {
    const decision = (id === groupId(3) ? this.waiting : this.groups.get(id))?.do(userId, op);
    if (decision === undefined || "refusal" in decision) throw new Error("refused");
    return decision.done;
  }

  #gone(id: ConversationId, userId: UserId) {
    const pair = this.directs.get(id);
    if (pair !== undefined) new GoneMembers(pair.sql, true).add(userId);
    return { taken: pair !== undefined };
  }

  async #call<T>(act: () => T): Promise<T> {
    const fate = this.fate();
    await Promise.resolve();
    if (fate === "lost") throw new ActorUnavailable("lost");
    const answer = act();
    if (fate === "unanswered") throw new ActorUnavailable("no answer");
    return answer;
  }

  #database(): Pick<D1Database, "prepare" | "batch"> {
    interface Statement {
      readonly query: string;
      readonly values: readonly unknown[];
    }
    const { directory } = this;
    const bound = new Map<D1PreparedStatement, Statement>();
    return {
      prepare: (query) =>
        standInFor<D1PreparedStatement>({
          bind: (...values: unknown[]) => {
            const statement = standInFor<D1PreparedStatement>({});
            bound.set(statement, { query, values });
            return statement;
          },
        }),
      batch: <T>(statements: D1PreparedStatement[]) =>
        this.#call(() =>
          directory.transactionSync(() => {
            for (const statement of statements) {
              const { query = "", values = [] } = bound.get(statement) ?? {};
              directory.sql.exec(query, ...values);
            }
            return [] as D1Result<T>[];
          }),
        ),
    };
  }
}

const gone = (eraseMessages = 0): unknown => ({
  roles: [null, null, null],
  friends: [],
  files: [],
  waits: [0, 0],
  gone: [true, true],
  accounts: [],
  events: [],
  deleted: [{ user_id: me, created_at: 7, erase_messages: eraseMessages }],
  retired: [{ username_key: "olga" }],
  rows: [],
});

describe("an account that is deleted", () => {
  it("[LEAVE-1] [LEAVE-2] signs all devices out at once, and takes a sign-in only to come back", () => {
    const world = new World();
    world.leave();
    expect(world.account.signedIn()).toEqual([]);
    expect(world.signIn()).toBe("ACCOUNT_LEAVING");
    expect(world.leaving.refusal()).toMatchObject({ refusal: { retryAfterMs: keptMs } });
    expect(world.isWhole).toBe(true);
    expect(world.ending.dueAt(world.now)).toBe(world.now + keptMs);
    expect(world.signIn(true)).toMatch(/^device_/);
    expect([world.leaving.stored, world.ending.dueAt(world.now), world.isWhole]).toEqual([null, null, true]);
    expect(world.acts).toEqual(["account-deletion-begun", "account-deletion-cancelled"]);
  });

  it("[LEAVE-2] is not there any more from the end of its time on, whether the alarm has rung or not", async () => {
    const world = new World();
    world.leave();
    world.now += keptMs - 1;
    expect(world.signIn()).toBe("ACCOUNT_LEAVING");
    world.now += 1;
    for (const restore of [false, true]) expect(world.signIn(restore)).toBe("INVALID_CREDENTIALS");
    await world.finish();
    for (const restore of [false, true]) expect(world.signIn(restore)).toBe("INVALID_CREDENTIALS");
  });

  it("[LEAVE-3] [LEAVE-4] [LEAVE-6] [FILE-31] then leaves nothing but the mark that it is gone, and hands its groups over", async () => {
    const world = new World();
    const [climbing, alone, theirs] = [...world.groups.values()];
    expect(theirs?.state.invitations.get(stan)).toMatchObject({ invitedBy: me });
    world.leave(true);
    await world.finish();
    expect(world.left).toEqual(gone(1));
    expect(theirs?.state.invitations.has(stan)).toBe(false);
    expect([climbing?.roleOf(adam), climbing?.roleOf(anna), climbing?.roleOf(mona)]).toEqual([
      "owner",
      "admin",
      "member",
    ]);
    expect(alone?.state.core.dissolved).toBe(true);
    expect(theirs?.roleOf(mike)).toBe("owner");
    expect(world.acts).toEqual(["account-deletion-begun", "account-deleted"]);
    expect(world.ending.dueAt(world.now)).toBe(null);
  });

  it("[LEAVE-3] a step that fails keeps none of the conversations from being left, and is taken again", async () => {
    const world = new World();
    world.leave();
    world.now += keptMs;
    let calls = 0;
    // The directory, two files, two friends, the group that waits, and all but the first conversation.
    world.fate = () => (calls++ === 6 ? "lost" : "answered");
    await expect(world.ring()).rejects.toThrow("1 conversations have not ended");
    expect(world.inbox.idsAfter("", 10)).toHaveLength(1);
    await world.finish();
    expect(world.left).toEqual(gone());
  });

  it("[LEAVE-3] a step whose time is up is not over: the next ring goes on with it, and no step after it was taken", async () => {
    const world = new World();
    world.leave();
    world.now += keptMs;
    const taken: string[] = [];
    const step = (name: string, isDone: () => boolean): EndingStep => ({
      name,
      run: () => {
        taken.push(name);
        return Promise.resolve(isDone());
      },
    });
    const first = step("first", () => taken.length > 1);
    const steps = [first, step("second", () => true)];
    let erasures = 0;
    const ending = new Ending({
      leaving: world.leaving,
      steps,
      conversations: first,
      inbox: world.inbox,
      isSignedIn: () => false,
      erase: (also) => {
        erasures += 1;
        also();
      },
      transaction: (act) => act(),
      arm: () => {},
      startJobs: () => {},
    });
    const ring = { now: world.now, isRetry: false, signal: new AbortController().signal };
    await ending.run(ring);
    expect([taken, erasures]).toEqual([["first"], 0]);
    await ending.run(ring);
    expect([taken, erasures]).toEqual([["first", "first", "second"], 1]);
  });

  it("[LEAVE-4] leaves the groups into which somebody puts its user later, and tells whoever opens a conversation", async () => {
    const world = new World();
    world.leave();
    await world.finish();
    const late = groupId(0);
    world.groups.get(late)?.do(adam, { kind: "add-members", userIds: [me] });
    expect(world.ending.admit(late)).toEqual({});
    expect(world.ending.admit(directConversationId(me, mona))).toEqual({ gone: true });
    world.wake();
    expect(world.ending.dueAt(world.now)).toBe(world.now);
    await world.finish();
    expect(world.left).toEqual(gone());
    // A delivery that comes late, and the one that says that the user is out.
    expect(world.ending.take({ conversationId: late, prev: 5 })).toEqual({ state: "idle", have: 5 });
    await world.finish();
    expect(world.ending.take({ conversationId: late, prev: 6, last: true })).toEqual({ state: "idle", have: 6 });
    expect([world.ending.dueAt(world.now), world.left]).toEqual([null, gone()]);
  });

  it("[LEAVE-2] is back if the code of before, which does not know of it, has signed its user in", async () => {
    const world = new World();
    world.leave();
    world.session.sql.exec("UPDATE device SET family = 'by the version before'");
    world.wake();
    world.now += keptMs;
    await world.ring();
    expect([world.leaving.stored, world.isWhole]).toEqual([null, true]);
  });

  it("[LEAVE-5] [PROFILE-11] its username is nobody's any more, nor is one that it gave up lately", async () => {
    const world = new World();
    world.directory.sql.exec("INSERT INTO kept_username VALUES ('olga_before', ?, 9000000000000)", me);
    world.leave();
    await world.finish();
    const insert = `INSERT INTO account ${accountColumns} VALUES ('user_next', 'OLGA', 'olga', 'Olga', 'hash', 8, 1) ON CONFLICT DO NOTHING`;
    expect(world.directory.sql.exec(insert).rowsWritten).toBe(0);
    expect(rowsOf(world.directory, "SELECT id FROM account")).toEqual([]);
    expect(rowsOf(world.directory, "SELECT username_key FROM retired_username ORDER BY 1")).toEqual([
      { username_key: "olga" },
      { username_key: "olga_before" },
    ]);
    expect(rowsOf(world.directory, "SELECT * FROM kept_username")).toEqual([]);
  });

  it("[LEAVE-3] erases every table of the session, or it is said why not", () => {
    const world = new World();
    const names = rowsOf(world.session, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    const versions = ["schema_version", "module_version"];
    const tables = names.map((row) => (row as { name: string }).name).filter((name) => !versions.includes(name));
    const known: readonly string[] = [...erasedTables, ...keptTables];
    expect(tables.filter((name) => !known.includes(name))).toEqual([]);
  });
});

/** Asks for the end of an account, and does whatever may happen to it meanwhile. @returns whether its user came back */
async function schedule(world: World, random: Random, wrong: (what: string) => void): Promise<boolean> {
  world.leave();
  world.fate = () => random.pick(["answered", "answered", "lost", "unanswered"] as const);
  for (let step = 0; step < 40; step++) {
    world.now += random.below(keptMs / 5);
    const act = random.weighted({ ring: 6, cut: 2, crash: 4, restore: 1, leaveAgain: 1, late: 1 });
    if (act === "crash") world.wake();
    else if (act === "leaveAgain") world.leave();
    else if (act === "late" && world.leaving.isOver)
      world.ending.take({ conversationId: random.pick([...world.groups.keys()]), prev: 3 });
    else if (act === "restore") {
      const mayCome = world.leaving.refusal()?.refusal.code === "ACCOUNT_LEAVING";
      const isBack = world.signIn(true).startsWith("device_");
      if (isBack !== mayCome) wrong("back, or too late");
      if (isBack) return true;
    } else if (act === "ring" || act === "cut") {
      // A crash in the middle of a ring: the instance is replaced while its calls are on their way.
      const ringing = world.ring(act === "cut").catch(() => {});
      if (random.chance(0.3)) world.wake();
      await ringing;
    }
    if (!world.leaving.isOver && !world.isWhole) wrong("something is taken too early");
  }
  return false;
}

it("[LEAVE-2] [LEAVE-3] whatever is cut off, lost or repeated: it comes back whole, or is gone", async () => {
  const start = firstSeed();
  const wrong: string[] = [];
  for (let seed = start; seed < start + runsOr(200); seed++) {
    const world = new World();
    const isBack = await schedule(world, new Random(seed), (what) => wrong.push(`FUZZ_SEED=${seed}: ${what}`));
    world.fate = () => "answered";
    world.wake();
    await world.finish();
    const deleted = world.acts.filter((act) => act === "account-deleted").length;
    const owners = [...world.groups.values()].map(
      ({ state }) => [...state.members.values()].filter(({ role }) => role === "owner").length,
    );
    const end = { isWhole: world.isWhole, deleted, owners: owners.join(), left: isBack ? null : world.left };
    const expected = isBack
      ? { isWhole: true, deleted: 0, owners: "1,1,1", left: null }
      : { isWhole: false, deleted: 1, owners: "1,0,1", left: gone() };
    expect(end, `FUZZ_SEED=${seed}`).toEqual(expected);
  }
  expect(wrong).toEqual([]);
});
