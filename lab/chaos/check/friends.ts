// Checks friendships and requests: both of two people show the same, what was answered has happened and lasts until somebody
// ends it, and what has ended does not come back. By the clock of the one machine, which the server uses too.
import { isDeepStrictEqual } from "node:util";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Person } from "../../../schema/protocol/people.ts";
import type { HistoryRecord, Outcome } from "../history/record.ts";
import { disagreement, pairsOf, type Pair, type Side } from "../people/pairs.ts";
import { shownOf } from "../people/shown.ts";
import { BlockTimes } from "./block-times.ts";
import type { Facts } from "./facts.ts";
import { recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };
type Relating = RecordOf<"relating">;

/** What one of the two did, blocks included, whatever came of it but a refusal. */
interface Deed {
  readonly user: UserId;
  readonly act: Relating["act"] | "block";
  readonly asked: number;
  readonly at: number;
  readonly outcome: Outcome;
  readonly record: HistoryRecord;
}

/** One moment at which a session showed this of the other one: it was asked for at `from`, and answered by `to`. */
interface Look {
  readonly user: UserId;
  readonly shows: Person;
  readonly from: number;
  readonly to: number;
}

interface Story extends Pair {
  readonly deeds: readonly Deed[];
  readonly looks: readonly Look[];
}

export function checkFriends(facts: Facts, verdict: Verdict): void {
  const { history, final } = facts;
  const shown = new Map(final.views.map(({ userId, people }) => [userId, people]));
  const endAt = history.records.at(-1)?.at ?? 0;
  const records = history.records.filter((one) => one.kind === "relating");
  const blocks = history.records.filter((one): one is RecordOf<"own"> => one.kind === "own" && one.value === true);
  const times = new BlockTimes(history.records);
  for (const pair of pairsOf(shown)) {
    const isBetween = (user: UserId, other: string): boolean =>
      pair.sides.some((side) => side.user === user && side.other === other);
    const acts = records.filter(({ user, other }) => isBetween(user, other));
    const deeds = [
      ...acts.map((record): Deed => ({ ...record, record })),
      ...blocks
        .filter(({ user, key }) => key.startsWith("block ") && isBetween(user, key.slice("block ".length)))
        .map((record): Deed => ({ ...record, act: "block", record })),
    ].filter(({ outcome }) => outcome !== "refused");
    const looks = [
      ...acts.flatMap(looksOf),
      ...pair.sides.map(({ user, shows }): Look => ({ user, shows, from: endAt, to: Number.POSITIVE_INFINITY })),
    ];
    const story = { ...pair, deeds, looks };
    checkAgreed(story, verdict);
    checkMade(story, verdict);
    checkLasting(story, verdict);
    checkEnded(story, verdict);
    checkUnheard(story, verdict);
    checkBlocked(story, verdict);
    checkAskedBlocked(story, times, verdict);
  }
  checkTold(facts, verdict);
  checkDevices(facts, verdict);
}

function looksOf({ user, saw, sawAt, asked, became, at }: Relating): readonly Look[] {
  return [
    ...(saw === null ? [] : [{ user, shows: saw, from: sawAt, to: asked }]),
    ...(became === null ? [] : [{ user, shows: became, from: asked, to: at }]),
  ];
}

const between = ({ sides: [one, other] }: Pair): string => `${one.user} and ${other.user}`;

/** What the two show at the end, and the last that they did. */
const stretch =
  ({ sides, deeds }: Story) =>
  (): readonly string[] => [
    ...sides.map(({ user, shows }) => `${user} shows ${JSON.stringify(shows)}`),
    ...deeds
      .toSorted((a, b) => a.asked - b.asked)
      .slice(-12)
      .map(({ record }) => recordLine(record)),
  ];

/** Whether what began at this time may have been ended, or changed, by this one: a call without an answer may still be carried out. */
const mayHave =
  (deeds: readonly Deed[], since: number) =>
  (user: UserId, ...acts: readonly Deed["act"][]): boolean =>
    deeds.some(
      (deed) => deed.user === user && acts.includes(deed.act) && (deed.outcome === "unknown" || deed.at >= since),
    );

function checkAgreed(story: Story, verdict: Verdict): void {
  verdict.checked("FRIEND-7");
  const apart = disagreement(story);
  if (apart !== null) verdict.violated("FRIEND-7", `${between(story)} ${apart}`, stretch(story));
  for (const [asker, other] of bothWays(story)) {
    const { request } = asker.shows;
    if (request?.by !== "me") continue;
    verdict.checked("FRIEND-3");
    // Who has rejected or blocked them does not hear them, then or later.
    if (other.shows.request !== undefined || mayHave(story.deeds, 0)(other.user, "reject", "block", "remove")) continue;
    verdict.violated("FRIEND-7", `${other.user} does not show what ${asker.user} has asked`, stretch(story));
  }
}

const bothWays = ({ sides: [one, other] }: Pair): readonly (readonly [Side, Side])[] => [
  [one, other],
  [other, one],
];

/** Whoever are friends, or have asked, somebody has made them so. */
function checkMade(story: Story, verdict: Verdict): void {
  const wasAsked = (user: UserId, at: number, ...acts: readonly Deed["act"][]): boolean =>
    story.deeds.some((deed) => deed.user === user && acts.includes(deed.act) && deed.asked <= at);
  for (const { user, shows } of story.looks) {
    const { friendSince, request } = shows;
    const [one, other] = [user, shows.userId];
    if (friendSince !== undefined) {
      verdict.checked("FRIEND-1");
      const isMade = [
        [one, other],
        [other, one],
      ].some(
        ([asking, answering]) =>
          wasAsked(asking as UserId, friendSince, "request") &&
          wasAsked(answering as UserId, friendSince, "request", "accept"),
      );
      if (!isMade) verdict.violated("FRIEND-1", `${between(story)} became friends unasked`, stretch(story));
    }
    if (request === undefined) continue;
    verdict.checked("FRIEND-1");
    if (!wasAsked(request.by === "me" ? one : other, request.requestedAt, "request"))
      verdict.violated("FRIEND-1", `nobody made the request that ${user} shows`, stretch(story));
  }
}

/** What was shown at some time is still so, if nobody may have ended it. */
function checkLasting(story: Story, verdict: Verdict): void {
  const showsNow = (user: UserId): Person | undefined => story.sides.find((side) => side.user === user)?.shows;
  for (const { user, shows } of story.looks) {
    const { userId: other, friendSince, request } = shows;
    if (friendSince !== undefined) {
      verdict.checked("FRIEND-1");
      const may = mayHave(story.deeds, friendSince);
      const isEnded = may(user, "remove", "block") || may(other, "remove", "block");
      if (!isEnded && showsNow(user)?.friendSince !== friendSince)
        verdict.violated(
          "FRIEND-1",
          `${between(story)} were friends since ${friendSince}, and nobody ended it`,
          stretch(story),
        );
    }
    if (request?.by !== "me") continue;
    verdict.checked("FRIEND-3");
    const may = mayHave(story.deeds, request.requestedAt);
    const isEnded = may(user, "cancel", "block", "remove") || may(other, "accept", "request");
    if (!isEnded && showsNow(user)?.request?.requestedAt !== request.requestedAt)
      verdict.violated(
        "FRIEND-3",
        `${user} had asked at ${request.requestedAt}, and does not see it any more`,
        stretch(story),
      );
  }
}

/** What the acts of this one ended which they saw: it is over for both, and for whoever ended it at once. */
function checkEnded(story: Story, verdict: Verdict): void {
  for (const { record } of story.deeds) {
    if (record.kind !== "relating" || record.outcome !== "done" || record.saw === null) continue;
    const { user, other, act, saw, at } = record;
    const isOver =
      act === "remove" && saw.friendSince !== undefined
        ? ({ shows }: Look) => shows.friendSince === saw.friendSince
        : saw.request !== undefined &&
            ((act === "cancel" && saw.request.by === "me") || (act === "reject" && saw.request.by === "them"))
          ? ({ shows }: Look) =>
              shows.request?.requestedAt === saw.request?.requestedAt && shows.request?.by !== undefined
          : null;
    if (isOver === null) continue;
    const rule = act === "remove" ? "FRIEND-1" : "FRIEND-2";
    verdict.checked(rule);
    // Whoever was rejected goes on to see what they have asked.
    const seers = act === "reject" ? [user] : [user, other];
    const back = story.looks.find(
      (look) =>
        seers.includes(look.user) &&
        isOver(look) &&
        (look.user === user ? look.from > at : look.to === Number.POSITIVE_INFINITY),
    );
    if (back !== undefined)
      verdict.violated(rule, `what ${user} ended by "${act}" is shown to ${back.user} later`, () => [
        recordLine(record),
        ...stretch(story)(),
      ]);
  }
}

/** After a rejection nothing that they ask is shown, unless the two became friends, or whoever rejected asks themselves. */
function checkUnheard(story: Story, verdict: Verdict): void {
  for (const { record } of story.deeds) {
    if (record.kind !== "relating" || record.act !== "reject" || record.outcome !== "done") continue;
    const { user, saw, asked, at } = record;
    if (saw?.request?.by !== "them") continue;
    verdict.checked("FRIEND-3");
    const may = mayHave(story.deeds, asked);
    if (may(user, "request", "accept")) continue;
    const heard = story.looks.find(
      ({ user: seer, shows: { request } }) => seer === user && request?.by === "them" && request.requestedAt > at,
    );
    if (heard !== undefined)
      verdict.violated("FRIEND-3", `${user} hears again whom they have rejected`, () => [
        recordLine(record),
        ...stretch(story)(),
      ]);
  }
}

/** What was asked during a block is never shown to whoever had blocked, not even later. */
function checkAskedBlocked(story: Story, blocks: BlockTimes, verdict: Verdict): void {
  for (const { user, shows } of story.looks) {
    const { userId: other, request } = shows;
    if (request?.by !== "them") continue;
    verdict.checked("FRIEND-4");
    const block = blocks.held(user, other, request.requestedAt, 0);
    if (block !== null)
      verdict.violated("FRIEND-4", `${user} is shown what ${other} asked while they were blocked`, () => [
        recordLine(block),
        ...stretch(story)(),
      ]);
  }
}

/** Whatever a block is beside, at any time. */
function checkBlocked(story: Story, verdict: Verdict): void {
  const isWrong = (shows: Person): boolean =>
    shows.blockedAt !== undefined && (shows.friendSince !== undefined || shows.request !== undefined);
  for (const { user, shows } of story.looks) {
    if (shows.blockedAt === undefined) continue;
    verdict.checked("BLOCK-8");
    if (isWrong(shows))
      verdict.violated("BLOCK-8", `${user} has blocked somebody and is shown more of them`, () => [
        JSON.stringify(shows),
        ...stretch(story)(),
      ]);
  }
  for (const [blocker, other] of bothWays(story)) {
    if (blocker.shows.blockedAt === undefined) continue;
    const { friendSince, request } = other.shows;
    if (friendSince !== undefined || request?.by === "them")
      verdict.violated(
        "BLOCK-8",
        `${other.user} is shown more of ${blocker.user}, who has blocked them`,
        stretch(story),
      );
  }
}

/** The same of what sockets are told; and news of a socket leave no version out. */
function checkTold({ history, deviceOf }: Facts, verdict: Verdict): void {
  const reached = new Map<number, number>();
  for (const record of history.records) {
    if (record.kind === "auth-required" || record.kind === "sync-done") reached.delete(record.socket);
    if (record.kind !== "people") continue;
    const { socket, peopleVersion, people } = record;
    const before = reached.get(socket);
    verdict.checked("FRIEND-7");
    if (before !== undefined && peopleVersion !== before + 1)
      verdict.violated("FRIEND-7", `${deviceOf.get(socket)} was told of ${peopleVersion} after ${before}`, () => [
        recordLine(record),
      ]);
    reached.set(socket, peopleVersion);
    for (const shows of people) {
      if (shows.blockedAt === undefined) continue;
      verdict.checked("BLOCK-8");
      if (shows.friendSince !== undefined || shows.request !== undefined)
        verdict.violated("BLOCK-8", `${deviceOf.get(socket)} is told more of whom its user has blocked`, () => [
          recordLine(record),
        ]);
    }
  }
}

function checkDevices({ final, userOf }: Facts, verdict: Verdict): void {
  for (const { name, people } of final.devices) {
    const view = final.views.find(({ userId }) => userId === userOf.get(name));
    if (people === null || view === undefined) continue;
    for (const [userId, shown] of people) {
      verdict.checked("FRIEND-7");
      const listed = shownOf(view.people, userId);
      if (!isDeepStrictEqual(shown, listed))
        verdict.violated("FRIEND-7", `${name} shows another ${userId} than the server`, () => [
          `shown:  ${JSON.stringify(shown)}`,
          `server: ${JSON.stringify(listed)}`,
        ]);
    }
  }
}
