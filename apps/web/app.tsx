// Chooses the screen: sign-in, or the conversations.
import { effect } from "@preact/signals";
import { locale } from "./i18n/locale.ts";
import type { Account } from "./model/account.ts";
import { AccountContext, ChatContext } from "./model/chat-context.ts";
import { Shell } from "./shell/shell.tsx";
import { UpdateBar } from "./shell/update-bar.tsx";
import { SignIn } from "./sign-in/sign-in.tsx";
import { Toasts } from "./ui/toasts.tsx";

effect(() => {
  document.documentElement.lang = locale.value === "zh" ? "zh-CN" : "en";
});

export function App({ account }: { readonly account: Account }) {
  const chat = account.chat.value;
  return (
    <AccountContext.Provider value={account}>
      {chat === null && <SignIn account={account} />}
      {chat !== null && chat !== undefined && (
        <ChatContext.Provider key={chat.me} value={chat}>
          <Shell />
        </ChatContext.Provider>
      )}
      <UpdateBar />
      <Toasts />
    </AccountContext.Provider>
  );
}
