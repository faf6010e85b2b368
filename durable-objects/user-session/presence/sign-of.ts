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
export function signOf({ askedAt, presence }: Seen, kind: ShownKind, pingedAt: number | null, now: number): SocketSign {
  const isUnanswered = askedAt !== undefined && now - askedAt >= renewalMs;
  const isSilent = pingedAt !== null && now - pingedAt >= silentAfterMs;
  const silentSince = isUnanswered ? askedAt : isSilent ? pingedAt : null;
  return { kind, silentSince, leftAt: presence.leftAt ?? null };
}
