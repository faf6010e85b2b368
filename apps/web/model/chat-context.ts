// The context that passes the chat to components.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Account } from "./account.ts";
import type { Chat } from "./chat.ts";

export const ChatContext = createContext<Chat | null>(null);
export const AccountContext = createContext<Account | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === null) throw new Error("no chat here");
  return chat;
}

export function useAccount(): Account {
  const account = useContext(AccountContext);
  if (account === null) throw new Error("no account here");
  return account;
}
