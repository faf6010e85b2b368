// What somebody was told by push, judged by what they have and have not read: for whoever is away in the storm (lab/chaos), and for
// the many of lab/pushes.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { VerdictOf } from "../kit/verdict.ts";

/** What one notification of messages said. */
export interface Told {
  /** Ms since 1970: when the service got it. */
  readonly at: number;
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly unread?: number;
  readonly badge?: number | undefined;
  readonly body?: string | undefined;
}

/** Who was told, on one device. */
export interface Listener {
  readonly userId: UserId;
  /** Ms since 1970. */
  readonly subscribedAt: number;
  /** In its order. */
  readonly told: readonly Told[];
}

type Findings<Rule extends string> = Pick<VerdictOf<Rule>, "checked" | "violated">;
type Message = Extract<EventFrame, { readonly type: "new-message" }>;

/** What the listener sees of a conversation, and which of its messages nobody has to be told of. */
export interface Unread {
  readonly id: ConversationId;
  readonly cursorSeq: number;
  readonly log: readonly EventFrame[];
  readonly isLeftOut: (message: Message) => boolean;
}

/** The newest message that is not read was told, or what came after it. */
export function checkTold(
  { userId, subscribedAt, told }: Listener,
  { id, cursorSeq, log, isLeftOut }: Unread,
  verdict: Findings<"PUSH-8">,
): void {
  const wanted = log.findLast(
    (event) =>
      event.type === "new-message" &&
      event.senderId !== userId &&
      event.silent !== true &&
      event.seq > cursorSeq &&
      event.createdAt > subscribedAt &&
      !isLeftOut(event),
  );
  if (wanted?.type !== "new-message") return;
  verdict.checked("PUSH-8");
  const newest = Math.max(0, ...told.flatMap((one) => (one.conversationId === id ? [one.seq] : [])));
  if (newest < wanted.seq)
    verdict.violated("PUSH-8", `${userId} was told of ${id} up to ${newest}, and not of ${wanted.seq}`, () => []);
}

/** Of how much somebody knows that it was read, and when that was known; ms since 1970. */
export interface Read {
  readonly at: number;
  readonly conversationId: ConversationId;
  readonly seq: number;
}

export interface Meant {
  readonly reads: readonly Read[];
  /** Where each text was written, or may have been copied to. */
  readonly places: ReadonlyMap<string, ReadonlySet<ConversationId>>;
  readonly inbox: readonly Pick<ConversationEntry, "id">[];
  readonly headSeqOf: (conversationId: ConversationId) => number;
  /** From asking what is still unread to the request. */
  readonly onItsWayMs: number;
}

/** Nothing was told that had been read long before, and nothing that was written somewhere else. */
export function checkMeant(
  { userId, told }: Listener,
  { reads, places, inbox, headSeqOf, onItsWayMs }: Meant,
  verdict: Findings<"PUSH-9">,
): void {
  const [readsOf, listed] = [Map.groupBy(reads, (one) => one.conversationId), new Set(inbox.map(({ id }) => id))];
  for (const one of told) {
    verdict.checked("PUSH-9");
    const show = (): readonly string[] => [JSON.stringify(one)];
    const isRead = readsOf.get(one.conversationId)?.some(({ at, seq }) => seq >= one.seq && at < one.at - onItsWayMs);
    if (isRead === true) verdict.violated("PUSH-9", `${userId} was told of what they had read`, show);
    if (!listed.has(one.conversationId) || one.seq > headSeqOf(one.conversationId) || (one.unread ?? 1) < 1)
      verdict.violated("PUSH-9", `${userId} was told of what is not there`, show);
    if (placesOf(one, places)?.has(one.conversationId) === false)
      verdict.violated("PUSH-9", `${userId} was told words that were written somewhere else`, show);
  }
}

/** In a group the writer's name comes first. */
const placesOf = ({ body = "" }: Told, places: Meant["places"]) =>
  places.get(body) ?? places.get(body.replace(/^[^:]*: /, ""));

/** @param badge the last that was told, when nothing was to come after it */
export function checkBadge(
  { userId }: Pick<Listener, "userId">,
  badge: number,
  counted: readonly Pick<ConversationEntry, "unread">[],
  verdict: Findings<"PUSH-9">,
): void {
  verdict.checked("PUSH-9");
  const recount = counted.reduce((sum, { unread }) => sum + unread, 0);
  if (recount !== badge)
    verdict.violated("PUSH-9", `the badge of ${userId} is ${badge}, a recount gives ${recount}`, () => []);
}
