// Shown while a limit of the server holds back what belongs to no message: which limit, and when it goes on.
import type { ConversationId } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { composerWords as t } from "../composer/composer-words.ts";
import { useChat } from "../model/chat-context.ts";
import { bothText, limitText } from "../text/limit-text.ts";
import { waitTime } from "../text/times.ts";

/** Shorter waits are not shown: they end before somebody has read the notice. */
const saidFromMs = 1_500;

export function RateNotice({ conversationId }: { readonly conversationId: ConversationId }) {
  const { client } = useChat();
  const [until, setUntil] = useState(0);
  const [limit, setLimit] = useState<string | undefined>(undefined);
  useEffect(
    () =>
      client.on("error", (error) => {
        const { code, retryAfterMs = 0 } = error;
        if (code !== "RATE_LIMITED" || retryAfterMs < saidFromMs) return;
        setLimit(error.limit);
        setUntil(Date.now() + retryAfterMs);
      }),
    [client, conversationId],
  );
  const leftMs = until - Date.now();
  useEffect(() => {
    if (leftMs <= 0) return;
    const timer = setTimeout(() => setUntil((at) => (at > Date.now() ? at + 0.001 : 0)), Math.min(leftMs, 1_000));
    return () => clearTimeout(timer);
  }, [until]);
  if (leftMs <= 0) return null;
  return (
    <p class="rate-notice" role="status">
      {bothText(limitText(limit), t("limited", { time: waitTime(leftMs) }))}
    </p>
  );
}
