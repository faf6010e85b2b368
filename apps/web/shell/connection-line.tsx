// The connection's state: a thin line at the top of the page while it is not connected, and a word in place of the title.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { connectionState, type ConnectionState } from "./connection-state.ts";
import { connectionWords as t } from "./connection-words.ts";
import "./connection-line.css";

const isOnline = signal(navigator.onLine);
for (const name of ["online", "offline"] as const) addEventListener(name, () => (isOnline.value = navigator.onLine));

/** Interruptions that are shorter than this are not shown. */
const unsaidMs = 400;

/** The connection's state without short interruptions. */
export function useConnectionState(): ConnectionState {
  const { connection } = useChat();
  const state = connectionState(connection.value, isOnline.value);
  const [said, setSaid] = useState<ConnectionState>("live");
  useEffect(() => {
    if (state === "live") return setSaid("live");
    const timer = setTimeout(() => setSaid(state), unsaidMs);
    return () => clearTimeout(timer);
  }, [state]);
  return state === "live" ? "live" : said;
}

export const connectionLabel = (state: Exclude<ConnectionState, "live">): string => t(state);

export function ConnectionLine() {
  const state = useConnectionState();
  return (
    <div class={`connection-line connection-${state}`} role="status">
      <span class="visually-hidden">{state === "live" ? "" : connectionLabel(state)}</span>
    </div>
  );
}
