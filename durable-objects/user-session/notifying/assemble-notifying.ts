// What tells the user's devices of what they miss, put together.
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import type { SocketSet } from "../../sockets/socket-set.ts";
import type { Account } from "../account/account.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Conversations } from "../inbox/conversations.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Digest } from "../mail/digest.ts";
import { isLookedAt } from "../presence/sign-of.ts";
import { News, type NewsHost } from "./news.ts";
import { NoticeTable } from "./notice-table.ts";
import { NotificationChoices } from "./notification-choices.ts";
import { Notifying } from "./notifying.ts";
import { pushAnswers } from "./push-answers.ts";
import { PushJobs } from "./push-jobs.ts";
import { PushTaking } from "./push-taking.ts";
import { TakingBack } from "./taking-back.ts";
import { PushSubscriptions } from "./push-subscriptions.ts";

export interface NotifyingPartsHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly queue: Pick<Queue, "send">;
  readonly sockets: Pick<SocketSet, "all" | "pingedAt">;
  readonly inbox: Inbox;
  readonly budgets: Budgets;
  readonly people: { readonly table: NewsHost["people"]; readonly invitations: NewsHost["invitations"] };
  account(): Pick<Account, "familyOf" | "isCurrent">;
  conversations(): Conversations;
  digest(): Pick<Digest, "heard" | "chosen">;
  arm(): void;
  /** Keeps working after the cause was answered. */
  waitUntil(doing: Promise<void>): void;
  now(): number;
}

export type NotifyingParts = ReturnType<typeof assembleNotifying>;

export function assembleNotifying(parts: NotifyingPartsHost) {
  const { sql, userId, queue, sockets, inbox, budgets } = parts;
  const subscriptions = new PushSubscriptions(sql, (signIn) => parts.account().isCurrent(signIn));
  const notices = new NoticeTable(sql);
  const choices = new NotificationChoices(sql);
  const read: Conversations["read"] = (conversationId, from) => parts.conversations().read(conversationId, from);
  const arm = (): void => parts.arm();
  const now = (): number => parts.now();
  const waitUntil = (doing: Promise<void>): void => parts.waitUntil(doing);
  const jobs = new PushJobs({
    userId,
    subscriptions,
    notices,
    queue,
    leftAt: () => Math.max(0, ...sockets.all.map(({ presence }) => presence.leftAt ?? 0)),
    waitUntil,
    now,
  });
  const takingBack = new TakingBack({ subscriptions, notices, jobs, choices, arm, now });
  const kept = { userId, subscriptions, notices, takingBack, inbox, choices, read, arm, now };
  const hearing = new Notifying({
    ...kept,
    jobs,
    digestHeard: () => parts.digest().heard(),
    isLookedAt: () => sockets.all.some((socket) => isLookedAt(socket, sockets.pingedAt(socket), parts.now())),
    waitUntil,
  });
  const { table: people, invitations } = parts.people;
  const news = new News({ subscriptions, people, invitations, choices, takingBack, hearing, now });
  return {
    choices,
    jobs,
    taking: new PushTaking({ ...kept, jobs, budgets, news }),
    hearing,
    takingBack,
    news,
    answers: pushAnswers({
      choices,
      subscriptions,
      notices,
      budgets,
      inbox,
      conversations: { read },
      chosen: () => parts.digest().chosen(),
      familyOf: (deviceId) => parts.account().familyOf(deviceId),
      now,
    }),
    /** In the commit of the sign-out. */
    signedOut(deviceIds: readonly DeviceId[]): void {
      for (const deviceId of deviceIds) subscriptions.remove(deviceId);
    },
    /** The account has ended, and all rows are gone. */
    forget(): void {
      subscriptions.forget();
      notices.forget();
      choices.forget();
    },
  };
}
