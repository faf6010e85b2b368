// The place of the open conversation. Its part is loaded by then, except on a slow line just after the first start.
import { useEffect, useState } from "preact/hooks";
import type { ConversationPaneProps } from "../conversation/conversation-pane.tsx";
import { reloadPage } from "../platform/reload.ts";
import { close } from "../route/navigation.ts";
import { errorWords } from "../text/error-words.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { isNarrow } from "../ui/media.ts";
import { say } from "../ui/toasts.tsx";
import { conversationPart } from "./parts.ts";

export function ConversationPlace(props: ConversationPaneProps) {
  const Pane = conversationPart.loaded.value;
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (Pane === null && !failed) conversationPart.load().catch(() => setFailed(true));
  }, [Pane, failed]);
  if (Pane !== null) return <Pane {...props} />;
  return (
    <section class={`conversation${failed ? " conversation-none" : ""}`} aria-busy={!failed}>
      {failed && (
        <>
          <p role="alert">{errorWords("unreachable")}</p>
          {/* Not every browser asks again for a script that failed, and the server may have another build by now. */}
          <Button kind="primary" onClick={() => void reloadPage().catch(() => say(errorWords("unreachable"), true))}>
            {commonWords("retry")}
          </Button>
          {isNarrow.value && <Button onClick={close}>{commonWords("back")}</Button>}
        </>
      )}
    </section>
  );
}
