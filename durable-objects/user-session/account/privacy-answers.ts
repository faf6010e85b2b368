// Answers what a user has chosen of privacy, in the session and for the directory, and changes it.
import type { DirectoryChoices } from "../../../schema/jobs/directory-choices.ts";
import type { Audience, PrivacyPatch, PrivacySettings } from "../../../schema/protocol/privacy.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Consent } from "../people/consent.ts";
import type { Privacy } from "./privacy.ts";

export interface PrivacyAnswersHost {
  readonly privacy: Privacy;
  readonly consent: Pick<Consent, "choices" | "copy" | "edit">;
  readonly budgets: Pick<Budgets, "take">;
  /** Others may see more or less of whether the user is online than before this. */
  changed(before: PrivacySettings): void;
}

/** What somebody means who says on or off: who sees receipts already goes on seeing them. */
function audienceOf(receipts: boolean | undefined, chosen: Audience): Audience {
  if (receipts === undefined || receipts === (chosen !== "nobody")) return chosen;
  return receipts ? "everyone" : "nobody";
}

export const privacyAnswers = (host: PrivacyAnswersHost): Answers<"get-privacy" | "edit-privacy"> => {
  const { privacy, consent } = host;
  const settings = (): PrivacySettings => ({ ...privacy.choices, ...consent.choices });
  const edit = (patch: PrivacyPatch): PrivacySettings & { readonly copy?: DirectoryChoices } => {
    const { receipts, receiptsFor = audienceOf(receipts, privacy.choices.receiptsFor), invisible, ...consents } = patch;
    const before = settings();
    privacy.edit({ receiptsFor, ...(invisible !== undefined && { invisible }) });
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
