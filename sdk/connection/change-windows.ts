// How long the user may change messages of their own, as the server says it in `welcome`.
import type { defaultLimits } from "../../schema/protocol/limits.ts";
import type { WelcomeFrame } from "../../schema/protocol/sync.ts";

/** How long after a message was sent its sender may edit it, and take it back for everyone, in ms. */
export interface ChangeWindows {
  readonly editMs: number;
  readonly recallMs: number;
}

// Of a server that was not configured otherwise, or does not say.
const usualEditSeconds: typeof defaultLimits.EDIT_SECONDS = 900;
const usualRecallSeconds: typeof defaultLimits.RECALL_SECONDS = 120;

export const windowsOf = ({
  editSeconds = usualEditSeconds,
  recallSeconds = usualRecallSeconds,
}: Pick<WelcomeFrame["limits"], "editSeconds" | "recallSeconds">): ChangeWindows => ({
  editMs: editSeconds * 1_000,
  recallMs: recallSeconds * 1_000,
});

export const usualWindows: ChangeWindows = windowsOf({});
