// Whether others see what the user has read: the user's own choice. A row once they have chosen; read when it is first needed.
import type { PrivacyPatch, PrivacySettings } from "../../../schema/protocol/privacy.ts";
import { isGroupId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { ReceiptsChoice } from "../../../schema/rpc/conversation.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Consent } from "../people/consent.ts";

interface Stored extends Pick<PrivacySettings, "receipts"> {
  readonly version: number;
}

/** Of a user who has never chosen. */
const unchosen: Stored = { version: 0, receipts: true };

export class Privacy {
  readonly #sql: SqlStorage;
  readonly #userId: UserId;
  #stored: Stored | null = null;

  constructor(sql: SqlStorage, userId: UserId) {
    this.#sql = sql;
    this.#userId = userId;
  }

  /** What conversations are told with each mark. */
  get receipts(): ReceiptsChoice {
    const { receipts: shown, version } = this.#now();
    return { shown, version };
  }

  /** What is so already is not stored again. */
  edit(receipts: boolean): void {
    const before = this.#now();
    if (receipts === before.receipts) return;
    const version = before.version + 1;
    this.#sql.exec("INSERT OR REPLACE INTO privacy VALUES (1, ?, ?)", version, receipts ? 1 : 0);
    this.#stored = { version, receipts };
  }

  /** Whether this user is shown nobody's receipts here: in direct conversations whoever gives none gets none. */
  seesNoReceiptsIn(conversationId: ConversationId): boolean {
    return !isGroupId(conversationId) && !this.#now().receipts;
  }

  /** Of a delivery's signals, as frames: those that this user is shown. */
  shown(conversationId: ConversationId, signals: readonly string[]): readonly string[] {
    if (signals.length === 0 || !this.seesNoReceiptsIn(conversationId)) return signals;
    return signals.filter((text) => {
      const { type, userId } = JSON.parse(text) as { readonly type: string; readonly userId?: UserId };
      return type !== "read-receipt" || userId === this.#userId;
    });
  }

  #now(): Stored {
    const query = "SELECT version, receipts FROM privacy";
    const row = this.#stored ?? this.#sql.exec<{ version: number; receipts: number }>(query).toArray()[0];
    if (row === undefined) return (this.#stored = unchosen);
    return (this.#stored = { version: row.version, receipts: Boolean(row.receipts) });
  }
}

export const privacyAnswers = (
  privacy: Privacy,
  consent: Pick<Consent, "choices" | "edit">,
  budgets: Pick<Budgets, "take">,
): Answers<"get-privacy" | "edit-privacy"> => {
  const settings = (): PrivacySettings => ({ receipts: privacy.receipts.shown, ...consent.choices });
  const edit = ({ receipts, ...consents }: PrivacyPatch): PrivacySettings => {
    if (receipts !== undefined) privacy.edit(receipts);
    consent.edit(consents);
    return settings();
  };
  return {
    "get-privacy": settings,
    "edit-privacy": ({ patch }) => {
      const refusal = budgets.take({ changes: 1 });
      return refusal === null ? edit(patch) : { refusal };
    },
  };
};
