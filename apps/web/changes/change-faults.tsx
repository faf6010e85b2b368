// Below a message: which of the user's changes of it were refused, with what can be done, and why others wait.
import { useReducer } from "preact/hooks";
import { errorText } from "../text/error-text.ts";
import { heldText } from "../text/limit-text.ts";
import { commonWords } from "../ui/common-words.ts";
import { Icon } from "../ui/icon.tsx";
import { actionWords } from "../actions/action-words.ts";
import { failedWords as t } from "./failed-words.ts";
import type { ShownChange } from "./shown-change.ts";

export function ChangeFaults({ changes }: { readonly changes: readonly ShownChange[] }) {
  // Changes change in place: what was chosen is seen at once.
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  const act = (run: () => boolean): void => {
    run();
    redraw(null);
  };
  const failed = changes.filter(({ state }) => state === "failed");
  const held = changes.find(({ state, heldBy }) => state === "waiting" && heldBy !== null)?.heldBy ?? null;
  return (
    <>
      {failed.map((change) => (
        <p key={change.kind} class="message-fault">
          <span>{t(change.kind, { reason: change.error === null ? "" : errorText(change.error) })}</span>
          <button type="button" onClick={() => act(() => change.retry())}>
            <Icon name="retry" size={16} />
            {commonWords("retry")}
          </button>
          <button type="button" onClick={() => act(() => change.discard())}>
            <Icon name="trash" size={16} />
            {actionWords("discard")}
          </button>
        </p>
      ))}
      {held !== null && (
        <p class="message-held" role="status">
          {held.code === "RATE_LIMITED" ? heldText(held) : errorText(held)}
        </p>
      )}
    </>
  );
}
