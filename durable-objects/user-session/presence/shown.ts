// How a user is shown to others: a pure rule over what their sockets show and what was shown before. It absorbs what comes
// back within half a minute.
import { deviceKinds, type DeviceKind } from "../../../schema/protocol/presence.ts";
import { hiddenPresence, type SeenPresence } from "../../../schema/rpc/presence.ts";
import type { KeptShown } from "../../../schema/rpc/socket-attachment.ts";
import { nextVersion } from "../../runtime/next-version.ts";

/** `other`: a device of no kind that others are told of. */
export type ShownKind = DeviceKind | "other";

/** One open socket, as far as it shows that somebody is there. Times are ms since 1970. */
export interface SocketSign {
  readonly kind: ShownKind;
  /** Since when nothing was heard of its client, if that is too long; null: it is there. */
  readonly silentSince: number | null;
  /** Since when nobody looks at the device; null: somebody does. */
  readonly leftAt: number | null;
}

/** A device that has gone is shown for so long. */
export const absorbedMs = 30_000;
/** Who has come online stays online for at least so long: nobody comes and goes more than once in that time. */
const leastOnlineMs = 60_000;
/** The user is away when nobody has looked at any device for so long. */
const awayAfterMs = 300_000;

export const neverShown: KeptShown = { version: 0, kinds: {}, isAway: false, since: 0, seenAt: 0, isTold: true };

export const isOnline = ({ kinds }: KeptShown): boolean => Object.keys(kinds).length > 0;

/** What those see who may see the presence. */
export function presenceOf(shown: KeptShown, isInvisible: boolean): SeenPresence {
  const { kinds, isAway, seenAt } = shown;
  if (isOnline(shown))
    return { online: true, away: isAway, devices: deviceKinds.filter((kind) => kinds[kind] !== undefined) };
  return isInvisible || seenAt === 0 ? hiddenPresence : { ...hiddenPresence, lastSeenAt: seenAt };
}

/** @returns `dueAt`: when to judge again though nothing happens; null: never */
export function decideShown(
  before: KeptShown,
  signs: readonly SocketSign[],
  now: number,
): { readonly shown: KeptShown; readonly dueAt: number | null } {
  const here = signs.filter(({ silentSince }) => silentSince === null);
  const kinds: Partial<Record<string, number>> = Object.fromEntries(here.map(({ kind }) => [kind, 0]));
  const times: number[] = [];
  let { seenAt } = before;
  for (const [kind, wentAt] of Object.entries(before.kinds)) {
    if (kinds[kind] !== undefined) continue;
    const goneAt = wentAt !== undefined && wentAt > 0 ? Math.min(wentAt, now) : lastHeard(signs, kind, now);
    seenAt = Math.max(seenAt, goneAt);
    // The clock may have been set back.
    const leastUntil = here.length === 0 ? Math.min(before.since, now) + leastOnlineMs : 0;
    const until = Math.max(goneAt + absorbedMs, leastUntil);
    if (now >= until) continue;
    kinds[kind] = goneAt;
    times.push(until);
  }
  const leftAt = leftByAll(here, now);
  const isGone = here.length === 0;
  const isAway = isGone
    ? before.isAway && Object.keys(kinds).length > 0
    : leftAt !== null && now >= leftAt + awayAfterMs;
  if (leftAt !== null && !isAway) times.push(leftAt + awayAfterMs);
  const shown = changedTo(before, { ...before, kinds, isAway, seenAt }, now);
  return { shown, dueAt: times.length === 0 ? null : Math.min(...times) };
}

/** When the last socket of this kind was heard of that is silent; `now`: it has closed. */
function lastHeard(signs: readonly SocketSign[], kind: string, now: number): number {
  const silent = signs.filter((sign) => sign.kind === kind).map(({ silentSince }) => silentSince ?? now);
  return silent.length === 0 ? now : Math.min(now, Math.max(...silent));
}

/** Since when nobody looks at any of these devices; null: somebody does, or there is none. */
function leftByAll(here: readonly SocketSign[], now: number): number | null {
  const times = here.map(({ leftAt }) => leftAt ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...times);
  return Number.isFinite(last) ? Math.min(last, now) : null;
}

function changedTo(before: KeptShown, next: KeptShown, now: number): KeptShown {
  const [was, is] = [before, next].map((shown) => JSON.stringify(presenceOf(shown, false)));
  if (was === is) return next;
  const since = isOnline(before) === isOnline(next) ? before.since : now;
  return { ...next, since, version: nextVersion(before.version, now), isTold: false };
}
