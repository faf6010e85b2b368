// Answers questions about the asking device's push subscription, and the user's choices for notifications.
import type { DeviceId } from "../../../schema/protocol/ids.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Conversations } from "../inbox/conversations.ts";
import type { Inbox } from "../inbox/inbox.ts";
import { refreshEntries } from "../inbox/refresh-entries.ts";
import type { NoticeTable } from "./notice-table.ts";
import type { NotificationChoices } from "./notification-choices.ts";
import type { PushSubscriptions } from "./push-subscriptions.ts";

export interface PushAnswersHost {
  readonly choices: NotificationChoices;
  readonly subscriptions: PushSubscriptions;
  readonly notices: NoticeTable;
  readonly budgets: Pick<Budgets, "take">;
  readonly inbox: Pick<Inbox, "all">;
  readonly conversations: Pick<Conversations, "read">;
  /** Of the sign-in in force; null: there is none. */
  familyOf(deviceId: DeviceId): string | null;
  /** The choices are others. */
  chosen(): void;
  now(): number;
}

type PushKind = "get-push" | "put-push" | "remove-push" | "get-notifications" | "edit-notifications";

export const pushAnswers = (host: PushAnswersHost): Answers<PushKind> => {
  const { choices, subscriptions, notices, budgets, inbox, conversations } = host;
  return {
    "get-push": (_question, deviceId) => ({ subscription: subscriptions.of(deviceId) }),
    "put-push": async ({ target }, deviceId) => {
      // Conversations that were told that nobody listens say nothing any more, until they are asked.
      const isFirst = subscriptions.inForce().length === 0;
      const silent = isFirst ? inbox.all().filter((row) => row.stale) : [];
      const refusal = budgets.take({ settings: 1, pushes: 1, calls: Math.max(1, silent.length) });
      if (refusal !== null) return { refusal };
      const family = host.familyOf(deviceId);
      if (family === null) return refused("DEVICE_SIGNED_OUT");
      // Of a subscription that ended with its sign-in.
      if (isFirst) notices.clear();
      subscriptions.put({ deviceId, family, at: host.now(), target });
      const subscription = subscriptions.of(deviceId);
      await refreshEntries(silent, (id) => conversations.read(id, null));
      return subscription ?? refused("DEVICE_SIGNED_OUT");
    },
    "get-notifications": () => choices.all,
    "edit-notifications": ({ patch }) => {
      const refusal = budgets.take({ settings: 1 });
      if (refusal !== null) return { refusal };
      const settings = choices.edit(patch);
      host.chosen();
      return settings;
    },
    "remove-push": (_question, deviceId) => {
      const refusal = budgets.take({ settings: 1 });
      if (refusal !== null) return { refusal };
      subscriptions.remove(deviceId);
      if (subscriptions.inForce().length === 0) notices.clear();
      return { ok: true };
    },
  };
};
