// What one socket shows of whether somebody is there.
import type { PresenceNote } from "../../../schema/rpc/socket-attachment.ts";
import type { ShownKind, SocketSign } from "./shown.ts";

/** A client that has pinged before is gone when it has not for so long; one in the background pings once a minute. */
const silentAfterMs = 180_000;
/** A client that is asked to renew its authorisation has so long. */
const renewalMs = 60_000;

interface Seen {
  readonly askedAt: number | undefined;
  readonly presence: PresenceNote;
}

/** @param pingedAt when the platform answered the last ping of its client; null: it has not pinged */
export function signOf(seen: Seen, kind: ShownKind, pingedAt: number | null, now: number): SocketSign {
  return { kind, silentSince: silentSince(seen, pingedAt, now), leftAt: seen.presence.leftAt ?? null };
}

/** Whether somebody looks at it: as far as its client says so, and is there. */
export const isLookedAt = (seen: Seen, pingedAt: number | null, now: number): boolean =>
  seen.presence.leftAt === undefined && silentSince(seen, pingedAt, now) === null;

function silentSince({ askedAt }: Seen, pingedAt: number | null, now: number): number | null {
  const isUnanswered = askedAt !== undefined && now - askedAt >= renewalMs;
  const isSilent = pingedAt !== null && now - pingedAt >= silentAfterMs;
  return isUnanswered ? askedAt : isSilent ? pingedAt : null;
}
