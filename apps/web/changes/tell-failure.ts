// A small change that was refused is taken back, with words.
import { errorText } from "../text/error-text.ts";
import { say } from "../ui/toasts.tsx";
import { failedWords } from "./failed-words.ts";
import type { ShownChange } from "./shown-change.ts";

type ToldChange = ShownChange & { readonly done: Promise<unknown> };

export function tellFailure(change: ToldChange): void {
  change.done.catch(() => {
    const { error, state, kind } = change;
    if (state !== "failed" || error === null) return;
    say(failedWords(kind, { reason: errorText(error) }), true);
    change.discard();
  });
}
