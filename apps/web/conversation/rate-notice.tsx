// Shown while the server's rate limit holds messages back: when sending continues.
import type { ConversationId } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { composerWords as t } from "../composer/composer-words.ts";
import { useChat } from "../model/chat-context.ts";
import { waitTime } from "../text/times.ts";

/** Shorter waits are not shown: they end before somebody has read the notice. */
const saidFromMs = 1_500;

export function RateNotice({ conversationId }: { readonly conversationId: ConversationId }) {
  const { client } = useChat();
  const [until, setUntil] = useState(0);
  useEffect(
    () =>
      client.on("error", ({ code, retryAfterMs = 0 }) => {
        if (code === "RATE_LIMITED" && retryAfterMs >= saidFromMs) setUntil(Date.now() + retryAfterMs);
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
      {t("limited", { time: waitTime(leftMs) })}
    </p>
  );
}
