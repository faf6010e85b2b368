// Asks the server with each connection, and whenever the page is looked at again, what has become of the requests to join
// that wait: a refusal is told to nobody.
import { useEffect } from "preact/hooks";
import { useAccount, useChat } from "../model/chat-context.ts";
import { groupOf } from "../model/invitations.ts";

export function useAskedAgain(): void {
  const chat = useChat();
  const { invitations } = useAccount();
  const isLive = chat.connection.value.state === "live";
  const lookAgain = async (token: string): Promise<void> => {
    // Refused, or no network: it is asked again with the next connection.
    const view = await chat.client.groups.get(groupOf(token)).catch(() => null);
    // Answered, or taken back on another device. Who was let in finds the group among the conversations.
    if (view !== null && view.requested !== true) invitations.keep(chat.me, { kind: "group", token, asked: false });
  };
  useEffect(() => {
    if (!isLive) return;
    const lookAtAll = (): void => {
      if (document.visibilityState !== "visible") return;
      for (const { kind, token, asked } of invitations.of(chat.me)) {
        if (kind === "group" && asked) void lookAgain(token);
      }
    };
    lookAtAll();
    document.addEventListener("visibilitychange", lookAtAll);
    return () => document.removeEventListener("visibilitychange", lookAtAll);
  }, [isLive]);
}
