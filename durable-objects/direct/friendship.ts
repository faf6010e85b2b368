// The friendship of two people: who has asked whom, and what each of them sees of it. Pure. It is the conversation's of the
// two, so that requests which cross each other are judged one after the other (decision 78).
import type { UserId } from "../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { FriendAct, Relation } from "../../schema/rpc/people.ts";
import { nextVersion } from "../runtime/next-version.ts";

/** How long a request is open, and how long whoever was rejected is not heard. */
const requestMs = 30 * 86_400_000;

interface FriendRequest {
  readonly by: UserId;
  readonly at: number;
  readonly message?: string;
  /** The other one was not told, or has rejected it. Whoever asked sees it as open. */
  readonly isHidden: boolean;
}

export interface Friendship {
  /** Rises with each change. */
  readonly version: number;
  readonly since: number | null;
  readonly requests: readonly FriendRequest[];
  /** Whose requests were rejected, and when. */
  readonly rejected: readonly { readonly by: UserId; readonly at: number }[];
}

export const strangers: Friendship = { version: 0, since: null, requests: [], rejected: [] };

const isRecent = ({ at }: { readonly at: number }, now: number): boolean => now < at + requestMs;

/** Whether the other one has rejected a request of this one's, and does not hear them yet. */
export const isRejected = ({ rejected }: Friendship, userId: UserId, now: number): boolean =>
  rejected.some((one) => one.by === userId && isRecent(one, now));

/** @returns NOT_FOUND: there is no request that could be answered */
export function judgeFriends(
  before: Friendship,
  by: UserId,
  act: FriendAct,
  now: number,
): { readonly friendship: Friendship } | Refused {
  const requests = before.requests.filter((one) => isRecent(one, now));
  const rejected = before.rejected.filter((one) => isRecent(one, now));
  const mine = requests.find((request) => request.by === by);
  const theirs = requests.find((request) => request.by !== by);
  const become = (change: Partial<Friendship>): { readonly friendship: Friendship } => ({
    friendship: { ...before, requests, rejected, ...change, version: nextVersion(before.version, now) },
  });
  const friends = (): { readonly friendship: Friendship } => become({ since: now, requests: [], rejected: [] });
  const same = { friendship: before };
  if (act.kind === "part") {
    if (before.since === null && requests.length === 0) return same;
    const refusedNow = theirs === undefined ? [] : [{ by: theirs.by, at: now }];
    const hidden = theirs === undefined ? [] : [{ ...theirs, isHidden: true }];
    return become({ since: null, requests: hidden, rejected: [...rejected, ...refusedNow] });
  }
  if (act.kind === "cancel")
    return mine === undefined ? same : become({ requests: requests.filter((r) => r !== mine) });
  if (before.since !== null) return same;
  if (act.kind === "request") {
    if (theirs !== undefined) return friends();
    if (mine !== undefined) return same;
    const message = act.message ?? "";
    const isHidden = rejected.some((one) => one.by === by);
    const request = { by, at: now, ...(message !== "" && { message }), isHidden };
    return become({ requests: [...requests, request] });
  }
  if (theirs === undefined) return refused("NOT_FOUND");
  if (theirs.isHidden) return act.kind === "reject" ? same : refused("NOT_FOUND");
  if (act.kind === "accept") return friends();
  return become({
    requests: requests.map((request) => (request === theirs ? { ...theirs, isHidden: true } : request)),
    rejected: [...rejected, { by: theirs.by, at: now }],
  });
}

/** What this one of the two sees now. Two requests are never open at once. */
export function relationOf({ since, requests }: Friendship, userId: UserId, now: number): Relation {
  if (since !== null) return { friendSince: since };
  const open = requests.filter((one) => isRecent(one, now) && (one.by === userId || !one.isHidden));
  const request = open.find(({ by }) => by === userId) ?? open[0];
  if (request === undefined) return {};
  const { by, at, message } = request;
  return {
    request: {
      by: by === userId ? "me" : "them",
      requestedAt: at,
      expiresAt: at + requestMs,
      ...(message !== undefined && { message }),
    },
  };
}
