// Whole pages and panes of the client, with made-up people and conversations.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { AccountContext, ChatContext } from "../../../model/chat-context.ts";
import { madeUpChat, type MadeUp } from "../made-up/chat.ts";

interface InChatProps {
  readonly state?: "live" | "offline" | "empty";
  readonly children: ComponentChildren;
}

/** Gives its children the made-up chat as soon as it is there. */
export function InChat({ state = "live", children }: InChatProps) {
  const [madeUp, setMadeUp] = useState<MadeUp | null>(null);
  useEffect(() => void madeUpChat(state).then(setMadeUp), []);
  return (
    <div class="gallery-frame">
      {madeUp !== null && (
        <AccountContext.Provider value={madeUp.account}>
          <ChatContext.Provider value={madeUp.chat}>{children}</ChatContext.Provider>
        </AccountContext.Provider>
      )}
    </div>
  );
}
