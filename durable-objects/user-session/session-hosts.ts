// What comes to a session, and which of its parts each kind of it needs: questions, frames of sockets, deliveries.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { ConversationRpc } from "../../schema/rpc/conversation.ts";
import type { HistoryStore } from "../conversation/projections/history/history-store.ts";
import type { Env } from "../runtime/env.ts";
import { groupStub } from "../runtime/stubs.ts";
import { TokenBucket } from "../runtime/token-bucket.ts";
import type { Feeds } from "../sockets/feeds.ts";
import type { Socket } from "../sockets/socket.ts";
import type { SocketSet } from "../sockets/socket-set.ts";
import { accountAnswers } from "./account/account-answers.ts";
import type { Account } from "./account/account.ts";
import { ownAvatarAnswers, type OwnAvatar } from "./account/own-avatar.ts";
import type { Privacy } from "./account/privacy.ts";
import { renewSocket } from "./account/renew-socket.ts";
import type { AnswersHost } from "./answers.ts";
import type { Budgets } from "./budgets/budgets.ts";
import type { ChargedCalls } from "./budgets/charged-calls.ts";
import type { Conversations } from "./inbox/conversations.ts";
import { inboxAnswers } from "./inbox/inbox-answers.ts";
import type { Inbox } from "./inbox/inbox.ts";
import { messageAnswers } from "./inbox/message-reads.ts";
import { receiptsAnswers } from "./inbox/receipts-answers.ts";
import type { Stars } from "./inbox/stars.ts";
import { changeGroup, groupChangeAnswers, type GroupChangesHost } from "./making/group-changes.ts";
import type { GroupCreations } from "./making/group-creations.ts";
import type { IdempotencyKeys } from "./making/idempotency-keys.ts";
import { makingAnswers } from "./making/making-answers.ts";
import type { MailParts } from "./mail/mail-parts.ts";
import type { NotifyingParts } from "./notifying/assemble-notifying.ts";
import { isAnswered } from "./people/invitations.ts";
import type { PeopleParts } from "./people/people-parts.ts";
import { reportsAnswers } from "./reports/reports-answers.ts";
import type { ScheduledParts } from "./scheduled/scheduled-parts.ts";
import type { MessageChanges } from "./sending/message-changes.ts";
import { sendingAnswers } from "./sending/sending-answers.ts";
import type { FrameHost } from "./socket-frames.ts";
import type { DeliveriesHost } from "./syncing/deliveries.ts";

export interface HostParts {
  readonly env: Env;
  readonly userId: UserId;
  readonly limits: Limits;
  readonly sockets: SocketSet;
  readonly account: Account;
  readonly avatar: OwnAvatar;
  readonly budgets: Budgets;
  readonly charged: ChargedCalls;
  readonly privacy: Privacy;
  readonly inbox: Inbox;
  readonly feeds: Feeds;
  readonly history: HistoryStore;
  readonly conversations: Conversations;
  readonly changes: MessageChanges;
  readonly stars: Stars;
  readonly people: PeopleParts;
  readonly notifying: NotifyingParts;
  readonly mail: MailParts;
  readonly scheduled: ScheduledParts;
  readonly groupCreations: GroupCreations;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly conversationOf: (id: ConversationId) => ConversationRpc;
  readonly listeners: () => readonly Socket[];
  /** A socket's authorisation is about to change. */
  readonly renewing: () => void;
  readonly waitUntil: (doing: Promise<void>) => void;
  readonly now: () => number;
}

export function assembleHosts(parts: HostParts): {
  readonly answersHost: AnswersHost;
  readonly frameHost: FrameHost;
  readonly deliveriesHost: DeliveriesHost;
} {
  const { limits, now } = parts;
  const frameRate = new TokenBucket(limits.LIMIT_FRAMES_PER_SECOND, limits.LIMIT_FRAMES_BURST, now());
  return {
    answersHost: answersHostOf(parts, frameRate),
    frameHost: frameHostOf(parts, frameRate),
    deliveriesHost: deliveriesHostOf(parts),
  };
}

function answersHostOf(parts: HostParts, frameRate: TokenBucket): AnswersHost {
  const { userId, account, avatar, budgets, charged, privacy, inbox, history, conversations, people, now } = parts;
  const { notifying, scheduled, stars, changes, conversationOf: stub } = parts;
  const groupChanges: GroupChangesHost = {
    userId,
    charged,
    stub: (id) => groupStub(parts.env, id),
    done: (groupId, op, done) => {
      if (op.kind === "answer-invitation" && isAnswered(done)) people.invitations.answered(groupId);
      people.joinRequests.note(groupId, op, done);
    },
  };
  return {
    answers: {
      ...accountAnswers(account, budgets, people.friends),
      ...ownAvatarAnswers(avatar, budgets),
      ...inboxAnswers(conversations, { inbox, budgets, conversations, notifying: notifying.hearing, now, stars }),
      ...notifying.answers,
      ...parts.mail.answers,
      ...receiptsAnswers({ userId, stub, inbox, budgets, history, privacy }),
      ...people.answers,
      ...makingAnswers({
        keys: parts.idempotencyKeys,
        groupCreations: parts.groupCreations,
        now,
        changeGroup: (groupId, op) => changeGroup(groupChanges, groupId, op),
      }),
      ...sendingAnswers(conversations),
      ...reportsAnswers({ userId, conversations, budgets }),
      ...scheduled.answers,
      ...messageAnswers({ userId, stub, inbox, budgets, history, changes }),
      ...groupChangeAnswers(groupChanges),
    },
    frameRate,
    budgets,
    endOf: (caller) => (account.accept(caller) === null ? account.endedBy : null),
    now,
  };
}

function frameHostOf(parts: HostParts, frameRate: TokenBucket): FrameHost {
  const { env, userId, limits, sockets, account, budgets, inbox, feeds, conversations, people, now } = parts;
  return {
    userId,
    limits,
    conversations,
    changes: parts.changes,
    frameRate,
    now,
    presence: people.presence,
    close: (socket, code) => sockets.close(socket, code),
    admits: (socket) => sockets.admits(socket),
    renew: (socket, accessToken) => {
      parts.renewing();
      return renewSocket({ env, userId, account }, socket, accessToken);
    },
    syncHost: {
      inbox,
      feeds,
      read: (conversationId, from) => conversations.read(conversationId, from),
      isOpen: (socket) => sockets.admits(socket),
      pay: (costs) => budgets.take(costs),
      scheduled: () => parts.scheduled.table.revision,
      invitations: () => people.invitations.revision,
      peopleVersion: () => people.table.peopleVersion,
      now,
    },
  };
}

const deliveriesHostOf = (parts: HostParts): DeliveriesHost => ({
  feeds: parts.feeds,
  inbox: parts.inbox,
  conversations: parts.conversations,
  privacy: parts.privacy,
  notifying: parts.notifying.hearing,
  listeners: parts.listeners,
  now: parts.now,
  waitUntil: parts.waitUntil,
});
