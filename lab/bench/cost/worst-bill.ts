// The worst bill that one account can cause in a day: each budget at its cap, at the price of what its unit causes at
// worst. docs/limits.md has the result, and a test recomputes it.
import { budgetKinds, budgetNames, type BudgetName } from "../../../schema/protocol/budgets.ts";
import { defaultLimits, wireLimits, type Limits } from "../../../schema/protocol/limits.ts";
import type { Route } from "../../../schema/protocol/routes/route.ts";
import { routeList, type OperationId } from "../../../schema/protocol/routes/routes.ts";
import type { UpFrame } from "../../../schema/protocol/up.ts";
import { objectGb, operationsPerQueueMessage, prices } from "../prices.ts";
import { assumedCallMs } from "./ledger.ts";

/** What one unit causes. Rows of objects and of D1 cost the same. */
interface Causes {
  readonly workerRequests?: number;
  /** Calls to objects; each keeps its caller and itself active. */
  readonly objectRequests?: number;
  readonly rowsWritten?: number;
  readonly rowsRead?: number;
  readonly queueMessages?: number;
  readonly r2Writes?: number;
  readonly r2Reads?: number;
  readonly imagesTransformed?: number;
  readonly emails?: number;
  readonly socketMessagesIn?: number;
  readonly activeMs?: number;
  /** Kept for a month in an object, for a month in D1, and for a year in R2. */
  readonly storedBytes?: number;
  /** Kept for a year in R2 only. */
  readonly fileBytes?: number;
}

const bytesPerGb = 1e9;
const monthsInR2 = 12;
const perStoredByte = (prices.objectGbMonth + prices.d1GbMonth + monthsInR2 * prices.r2GbMonth) / bytesPerGb;

export function usdOf(causes: Causes): number {
  const { objectRequests = 0, activeMs = 0 } = causes;
  return (
    (causes.workerRequests ?? 0) * prices.workerRequest +
    objectRequests * prices.objectRequest +
    // The caller's object waits as long as the called one works.
    (2 * objectRequests * assumedCallMs + activeMs) * (objectGb / 1_000) * prices.gbSecond +
    (causes.rowsWritten ?? 0) * prices.rowWritten +
    (causes.rowsRead ?? 0) * prices.rowRead +
    (causes.queueMessages ?? 0) * operationsPerQueueMessage * prices.queueOperation +
    (causes.r2Writes ?? 0) * prices.r2Write +
    (causes.r2Reads ?? 0) * prices.r2Read +
    (causes.imagesTransformed ?? 0) * prices.imageTransformed +
    (causes.emails ?? 0) * prices.email +
    (causes.socketMessagesIn ?? 0) * prices.socketMessageIn +
    (causes.storedBytes ?? 0) * perStoredByte +
    (causes.fileBytes ?? 0) * ((monthsInR2 * prices.r2GbMonth) / bytesPerGb)
  );
}

/** What a new object takes on disk before anything is in it. */
const emptyObjectBytes = 70_000;
/** COST-6: what a cold group reads before it answers. */
const coldRows = 1_000;

/** At worst: every object is cold, nothing is batched, every look finds the list changed. */
export const unitCosts: Readonly<Record<BudgetName, Causes>> = {
  bytes: { storedBytes: 1 },
  // Its row, half a row for the alarm, a row for an id without a usable time, a segment of its own in D1; a object of R2
  // holds a day's messages of a conversation, and a sender may have a conversation for every ten messages.
  messages: { rowsWritten: 3.5, r2Writes: 0.1, storedBytes: 300 },
  // The member's session is called, notes the entry as stale and reads it.
  deliveries: { objectRequests: 1, rowsWritten: 1, rowsRead: 10 },
  // The conversation is cold; the entry is marked as stale, or stored again, with a checkpoint in the conversation.
  calls: { objectRequests: 1, rowsWritten: 2, rowsRead: coldRows },
  rows: { rowsRead: 1 },
  // The session, and a cold group that is only read; users who are looked up in the directory.
  requests: { workerRequests: 1, objectRequests: 2, rowsRead: coldRows + 2 * wireLimits.maxUsersPerLookup },
  sockets: { workerRequests: 1, objectRequests: 1, rowsWritten: 1, rowsRead: 50 },
  refreshes: { workerRequests: 1, objectRequests: 1, rowsWritten: 2, rowsRead: 50, queueMessages: 1 },
  // The conversation, both sessions, and what is then asked of it.
  strangers: { objectRequests: 4, rowsWritten: 12, storedBytes: emptyObjectBytes },
  // A member's row when they come and when they go, the group's readers, the session and its inbox.
  people: { objectRequests: 3, rowsWritten: 9 },
  // The question that charges the miss.
  lookups: { objectRequests: 1, rowsRead: 2 },
  // A page of the index with its accounts, and each of 5,000 friends in two rows.
  searches: { rowsRead: 11_000 },
  // The row and its five indexes, when it comes and when it goes; those whose time may be over. Its messages may have three bytes
  // a unit, and stay in D1 for six months.
  reports: { objectRequests: 1, rowsWritten: 12, rowsRead: 300, storedBytes: 4 * 50_000 },
  // The account, the index of its usernames, and each of its words that goes and comes.
  profile: { rowsWritten: 200, rowsRead: 400 },
  // The file's object is asked before and told after, with a row and its alarm; a part is written, and at worst an upload is
  // begun and completed for it, read once, and its picture written again.
  // A file in one request has fewer rows, so that its share of all bytes (a call, a row) and its merging fit in (merge-worth.test.ts).
  // Of an avatar: two sweeps when it comes and two when it is taken away, each a task that comes and goes, an alarm, a list of R2
  // and a look into the directory.
  uploads: { objectRequests: 3, rowsWritten: 12, rowsRead: 20, r2Writes: 5, r2Reads: 3 },
  "uploaded-bytes": { fileBytes: 1 },
  // Two of each picture; the file's object is asked and told, and its alarm rings to send the job.
  previews: { imagesTransformed: 2, objectRequests: 3, rowsWritten: 4, queueMessages: 1, r2Writes: 2, r2Reads: 2 },
  // The file's object; the bytes are read twice where a condition does not hold.
  downloads: { objectRequests: 1, r2Reads: 2 },
  // A job, its consumer's two calls, and a cold conversation that is asked; the notice three times, its alarm, and the inbox.
  pushes: { queueMessages: 1, objectRequests: 3, rowsWritten: 6, rowsRead: coldRows },
  // A job, its consumer's two calls and the count of the deployment; what the session notes, its alarm, and the job in its outbox.
  emails: { emails: 1, queueMessages: 1, objectRequests: 4, rowsWritten: 10, rowsRead: coldRows },
  // The event's row and alarm, the group's own rows, and those of links, bans and requests. Of a scheduled message: its two rows
  // and the alarm, and when it is due the note of the attempt, the overwritten text, the end and the alarm.
  changes: { objectRequests: 2, rowsWritten: 9, rowsRead: coldRows },
  // The other session is called, and notes who watches in its row; or this one notes whom a socket watches.
  presence: { objectRequests: 1, rowsWritten: 1, rowsRead: 10 },
  // The settings and the entry's version. What is kept is bounded by `maxDrafts`, not by the day.
  settings: { rowsWritten: 2, rowsRead: 10 },
};

const dayMs = 86_400_000;
/** Of one message that is due: twelve within the first hours, then one in each hour. */
const attemptsInADay = 36;

/** What no budget counts, and another limit bounds: in a day. */
const beside = (limits: Limits): Readonly<Record<string, Causes>> => ({
  "the session is active all day": { activeMs: dayMs },
  // Each is a WebSocket message of its own, and reads the device's row; 1 in `LIMIT_FAULTS_PER_SECOND` is malformed.
  "frames at their rate": {
    socketMessagesIn: (limits.LIMIT_FRAMES_PER_SECOND * dayMs) / 1_000,
    rowsRead: (limits.LIMIT_FRAMES_PER_SECOND * dayMs) / 1_000,
  },
  "groups made at their rate": {
    rowsWritten: 24 * limits.LIMIT_GROUPS_PER_HOUR * 25,
    storedBytes: 24 * limits.LIMIT_GROUPS_PER_HOUR * emptyObjectBytes,
  },
  // In the directory, the session and the shard that hashes and counts; an audit event.
  "passwords set at their rate": {
    objectRequests: 24 * limits.LIMIT_PASSWORD_CHANGES_PER_HOUR * 3,
    rowsWritten: 24 * limits.LIMIT_PASSWORD_CHANGES_PER_HOUR * 20,
    queueMessages: 24 * limits.LIMIT_PASSWORD_CHANGES_PER_HOUR,
  },
  // The pauses between attempts double from two seconds to an hour; each attempt is noted, and so is its refusal.
  "scheduled messages that are refused for now": {
    rowsWritten: wireLimits.maxScheduledMessages * attemptsInADay * 2,
    rowsRead: wireLimits.maxScheduledMessages * attemptsInADay * 4,
  },
  "Idempotency-Keys": { rowsWritten: wireLimits.maxIdempotencyKeys * 3 },
  // Ten a minute from each address (LOGIN_BY_ADDRESS): a device's rows, the audit event by the queue and in D1.
  "sign-ins from one address": {
    workerRequests: 14_400,
    objectRequests: 28_800,
    rowsWritten: 14_400 * 0.1 * 6,
    queueMessages: 14_400 * 0.1,
  },
  "reservations of budgets": { rowsWritten: rowsOfReservations },
});

/** Reservations of a day: fifty of each budget's cap, and as many smaller ones as sessions that start without sockets. */
const rowsOfReservations = budgetNames.length * 60 + dayMs / 10_000;

/** What a call spends beside the rate of frames, which all share. */
export type Spends = readonly BudgetName[] | "before an account is known" | "operator" | "public";

function spendsOf({ who, spends, body }: Route): Spends {
  if (who === "operator" || who === "moderator") return "operator";
  const budgets = spends?.filter((one) => one !== "network") ?? [];
  if (who === "user" || budgets.length > 0) return budgets;
  return body === undefined ? "public" : "before an account is known";
}

/** Of every route, as declared. */
export const spentByRoute: Readonly<Record<OperationId, Spends>> = Object.fromEntries(
  routeList.map((route) => [route.operationId, spendsOf(route)] as const),
) as Record<OperationId, Spends>;

/** Of every frame. A new one is a type error here. */
export const spentByFrame: Readonly<Record<UpFrame["type"], readonly BudgetName[]>> = {
  sync: ["calls", "rows"],
  "send-message": ["messages", "bytes", "calls", "deliveries"],
  "edit-message": ["messages", "bytes", "calls", "deliveries"],
  "recall-message": ["messages", "calls", "deliveries"],
  react: ["messages", "calls", "deliveries"],
  vote: ["messages", "calls", "deliveries"],
  "close-poll": ["messages", "calls", "deliveries"],
  "pin-message": ["messages", "calls", "deliveries"],
  "hide-messages": ["messages", "calls", "deliveries"],
  "mark-read": ["calls", "deliveries"],
  typing: ["calls", "deliveries"],
  "watch-presence": ["presence"],
  "set-activity": [],
  echo: [],
  // The first use of a generation is a row, which its refresh has paid for.
  renew: [],
};

/** Where these are over, less is done: nothing is refused, and no route or frame names them. */
export const neverRefused: ReadonlySet<BudgetName> = new Set(["previews"]);

export interface BillLine {
  readonly name: string;
  readonly firstWeekUsd: number;
  readonly laterUsd: number;
}

/** A day's bill by what causes it. */
export function worstBill(limits: Limits = defaultLimits): readonly BillLine[] {
  const ofBudgets = budgetNames.map((name) => {
    const { perDayFirstWeek, perDay } = budgetKinds[name];
    const unit = usdOf(unitCosts[name]);
    return { name, firstWeekUsd: unit * limits[perDayFirstWeek], laterUsd: unit * limits[perDay] };
  });
  const others = Object.entries(beside(limits)).map(([name, causes]) => ({
    name,
    firstWeekUsd: usdOf(causes),
    laterUsd: usdOf(causes),
  }));
  return [...ofBudgets, ...others];
}

export const totalOf = (bill: readonly BillLine[]): { readonly firstWeekUsd: number; readonly laterUsd: number } => ({
  firstWeekUsd: bill.reduce((sum, { firstWeekUsd }) => sum + firstWeekUsd, 0),
  laterUsd: bill.reduce((sum, { laterUsd }) => sum + laterUsd, 0),
});
