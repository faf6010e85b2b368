// Whether others see what the user has read, and that they are there at all: the user's own choice. Rows once they have chosen;
// read when they are first needed.
import type { DirectoryChoices } from "../../../schema/jobs/directory-choices.ts";
import type { PrivacyPatch, PrivacySettings } from "../../../schema/protocol/privacy.ts";
import { isGroupId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { ReceiptsChoice } from "../../../schema/rpc/conversation.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Consent } from "../people/consent.ts";

type Choices = Pick<PrivacySettings, "receipts" | "invisible">;

interface Stored extends Choices {
  readonly version: number;
}

/** Of a user who has never chosen. */
const unchosen: Stored = { version: 0, receipts: true, invisible: false };

export class Privacy {
  readonly #sql: SqlStorage;
  readonly #userId: UserId;
  #stored: Stored | null = null;

  constructor(sql: SqlStorage, userId: UserId) {
    this.#sql = sql;
    this.#userId = userId;
  }

  get choices(): Choices {
    const { receipts, invisible } = this.#now();
    return { receipts, invisible };
  }

  get isInvisible(): boolean {
    return this.#now().invisible;
  }

  /** What conversations are told with each mark. Who is invisible shows nothing of what they read. */
  get receipts(): ReceiptsChoice {
    const { receipts, invisible, version } = this.#now();
    return { shown: receipts && !invisible, version };
  }

  /** Stores nothing if all is chosen like that already. */
  edit(patch: Partial<Choices>): void {
    const before = this.#now();
    const { receipts, invisible } = { ...before, ...patch };
    if (receipts === before.receipts && invisible === before.invisible) return;
    const version = before.version + 1;
    this.#sql.exec("INSERT OR REPLACE INTO privacy VALUES (1, ?, ?)", version, receipts ? 1 : 0);
    if (invisible !== before.invisible)
      this.#sql.exec("INSERT OR REPLACE INTO visibility VALUES (1, ?)", invisible ? 1 : 0);
    this.#stored = { version, receipts, invisible };
  }

  /** Whether this user is shown nobody's receipts here: in direct conversations whoever gives none gets none. */
  seesNoReceiptsIn(conversationId: ConversationId): boolean {
    return !isGroupId(conversationId) && !this.receipts.shown;
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
    this.#stored ??= this.#load();
    return this.#stored;
  }

  #load(): Stored {
    const query = "SELECT version, receipts FROM privacy";
    const row = this.#sql.exec<{ version: number; receipts: number }>(query).toArray()[0];
    if (row === undefined) return unchosen;
    const seen = this.#sql.exec<{ invisible: number }>("SELECT invisible FROM visibility").toArray()[0];
    return { version: row.version, receipts: Boolean(row.receipts), invisible: Boolean(seen?.invisible) };
  }
}

export interface PrivacyHost {
  readonly privacy: Privacy;
  readonly consent: Pick<Consent, "choices" | "copy" | "edit">;
  readonly budgets: Pick<Budgets, "take">;
  /** Others may see more or less of whether the user is online than before this. */
  changed(before: PrivacySettings): void;
}

export const privacyAnswers = (host: PrivacyHost): Answers<"get-privacy" | "edit-privacy"> => {
  const { privacy, consent } = host;
  const settings = (): PrivacySettings => ({ ...privacy.choices, ...consent.choices });
  const edit = ({
    receipts,
    invisible,
    ...consents
  }: PrivacyPatch): PrivacySettings & { readonly copy?: DirectoryChoices } => {
    const before = settings();
    privacy.edit({ ...(receipts !== undefined && { receipts }), ...(invisible !== undefined && { invisible }) });
    consent.edit(consents);
    host.changed(before);
    const isOfDirectory = consents.profile !== undefined || consents.search !== undefined;
    return { ...settings(), ...(isOfDirectory && { copy: consent.copy }) };
  };
  return {
    "get-privacy": settings,
    "edit-privacy": ({ patch }) => {
      const refusal = host.budgets.take({ changes: 1 });
      return refusal === null ? edit(patch) : { refusal };
    },
  };
};
