// The ids and tokens that an attacker uses: their own, those of others, invented ones, and recently used ones.
import {
  clientMsgIdShape,
  conversationIdShape,
  everyone,
  messageIdOf,
  messageIdShape,
  newGroupId,
  newUserId,
  userIdShape,
  type ConversationId,
  type UserId,
} from "../../../schema/protocol/ids.ts";
import {
  loginBodyShape,
  refreshBodyShape,
  refreshTokenField,
  userIdListShape,
  usernameShape,
} from "../../../schema/protocol/http-auth.ts";
import { emojiShape } from "../../../schema/protocol/content/sticker.ts";
import { renewFrame } from "../../../schema/protocol/renew.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Random } from "../../kit/random.ts";
import type { IdSource } from "./from-shape.ts";

export interface Knowledge {
  /** Conversations of which the attacker is or was a member. */
  readonly own: readonly ConversationId[];
  readonly foreign: readonly ConversationId[];
  readonly users: readonly UserId[];
  readonly usernames: readonly string[];
  /** Everybody's, for the renewal of any attacker's socket. */
  readonly accessTokens: readonly string[];
  /** Of attackers alone: showing one twice signs its device out. */
  readonly refreshTokens: readonly string[];
  readonly deviceSecrets: readonly string[];
}

/** The last ids that were sent, for reuse by every attacker, like stolen ones. */
const recentIds: string[] = [];
const maxRecentIds = 200;

export const idsFrom =
  (known: Knowledge): IdSource =>
  (shape, random) => {
    switch (shape) {
      case conversationIdShape:
        return conversationId(known, random);
      case userIdShape:
        return userId(known, random);
      case userIdListShape:
        return userIds(known, random);
      case messageIdShape:
        return messageIdOf(conversationId(known, random) as ConversationId, 1 + random.below(30));
      case clientMsgIdShape:
        return clientMsgId(random);
      case usernameShape:
        return random.chance(0.3) ? random.pick(known.usernames) : undefined;
      case renewFrame.entries.accessToken:
        return sometimes(0.5, known.accessTokens, random);
      case refreshTokenField.refreshToken:
      case refreshBodyShape.entries.refreshToken:
        return sometimes(0.1, known.refreshTokens, random);
      case loginBodyShape.entries.deviceSecret.wrapped:
        return sometimes(0.5, known.deviceSecrets, random);
      case emojiShape:
        return random.pick(["👍", "🎉", "❤️", "🇩🇪", "👍🏽", "👨‍👩‍👧", "1️⃣"]);
      default:
        return undefined;
    }
  };

const sometimes = (chance: number, known: readonly string[], random: Random): string | undefined =>
  random.chance(chance) ? random.pickOrNone(known) : undefined;

const userId = ({ users }: Knowledge, random: Random): string =>
  random.weighted({ known: 8, all: 1, new: 1 }) === "known"
    ? random.pick(users)
    : random.pick([everyone, newUserId(), "user_nobody"]);

/** Separated by commas: a few, some of them twice, or as many as may be asked for, or one more. */
function userIds(known: Knowledge, random: Random): string {
  const { maxUsersPerLookup } = wireLimits;
  const count = random.chance(0.9) ? 1 + random.below(5) : maxUsersPerLookup + random.below(2);
  const one = count < maxUsersPerLookup ? () => userId(known, random) : newUserId;
  return Array.from({ length: count }, one).join(",");
}

function conversationId({ own, foreign }: Knowledge, random: Random): string {
  switch (random.weighted({ own: 14, foreign: 3, new: 1, odd: 2 })) {
    case "own":
      return random.pick(own);
    case "foreign":
      return random.pick(foreign);
    case "new":
      // Of the form without a MAC, and with one that is not right.
      return random.chance(0.5) ? newGroupId() : newGroupId().replace(/^group_./, "group_g");
    case "odd":
      return random.pick(["direct_nobody", "direct_", "group_", "constructor", "__proto__", "a", "-"]);
  }
}

function clientMsgId(random: Random): string {
  const kind = random.weighted({ new: 14, again: 3, late: 1, ahead: 1, timeless: 1 });
  if (kind === "again" && recentIds.length > 0) return random.pick(recentIds);
  if (kind === "timeless") return random.pick(["x", "constructor", "__proto__", "-".repeat(64), "0"]);
  const offsetMs = kind === "late" ? -86_400_000 : kind === "ahead" ? 3_600_000 : 0;
  const id = uuidV7(Date.now() + offsetMs, random);
  recentIds.push(id);
  if (recentIds.length > maxRecentIds) recentIds.shift();
  return id;
}

/** A UUIDv7 (RFC 9562). */
function uuidV7(timeMs: number, random: Random): string {
  const time = timeMs.toString(16).padStart(12, "0");
  const rest = random.bytes(9).toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}
