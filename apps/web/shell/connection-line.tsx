// The connection's state: a thin line at the top of the page while it is not connected, and a word in place of the title.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { connectionLabel, connectionState, connectionText, type ConnectionState } from "./connection-state.ts";
import "./connection-line.css";

const isOnline = signal(navigator.onLine);
for (const name of ["online", "offline"] as const) addEventListener(name, () => (isOnline.value = navigator.onLine));

/** Interruptions that are shorter than this are not shown. */
const unsaidMs = 400;

/** The connection's state without short interruptions. */
function useConnectionState(): ConnectionState {
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

/** Why the page is not connected, in a few words; null while it is. */
export function useConnectionLabel(): string | null {
  const { connection } = useChat();
  const state = useConnectionState();
  return state === "live" ? null : connectionLabel(state, connection.value);
}

export function ConnectionLine() {
  const { connection } = useChat();
  const state = useConnectionState();
  return (
    <div class={`connection-line connection-${state}`} role="status">
      <span class="visually-hidden">{state === "live" ? "" : connectionText(state, connection.value)}</span>
    </div>
  );
}
