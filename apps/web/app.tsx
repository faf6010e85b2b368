// Chooses the screen: sign-in, the conversations, or the page of operators.
import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useLayoutEffect, useState } from "preact/hooks";
import { BannerZone } from "./banner/banner-zone.tsx";
import { endFirstPaint, showFirstFrame } from "./first-paint/first-paint.ts";
import { languageTags, locale } from "./i18n/locale.ts";
import type { Account } from "./model/account.ts";
import { AccountContext, ChatContext } from "./model/chat-context.ts";
import { route } from "./route/navigation.ts";
import { shellPart } from "./shell/parts.ts";
import { SignIn } from "./sign-in/sign-in.tsx";
import { errorWords } from "./text/error-words.ts";
import { Button } from "./ui/button.tsx";
import { commonWords } from "./ui/common-words.ts";
import { Notice } from "./ui/notice.tsx";
import { LinkHost } from "./markdown/asked-link.tsx";
import { Toasts } from "./ui/toasts.tsx";

/** Nobody but operators loads it, and the service worker does not keep it. */
const AdminPage = lazy(() => import("./admin/admin-page.tsx").catch(() => ({ default: NotLoaded })));
const MailPage = lazy(() => import("./mail/mail-page.tsx").catch(() => ({ default: NotLoaded })));

effect(() => {
  document.documentElement.lang = languageTags[locale.value];
});

/** There is no network, or the server has another build by now. */
function NotLoaded() {
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <Notice kind="danger">{errorWords("unreachable")}</Notice>
        <Button onClick={() => location.reload()}>{commonWords("retry")}</Button>
      </div>
    </main>
  );
}

function Frame() {
  const Shell = shellPart.loaded.value;
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => {
    if (Shell !== null || failed) return;
    showFirstFrame();
    shellPart.load().catch(() => setFailed(true));
    return endFirstPaint;
  }, [Shell, failed]);
  if (failed) return <NotLoaded />;
  return Shell === null ? null : <Shell />;
}

/** A page without a frame: what concerns all of it stands on top. */
function UnderBanners({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="under-banners">
      <BannerZone entry={null} />
      {children}
    </div>
  );
}

export function App({ account }: { readonly account: Account }) {
  const chat = account.chat.value;
  const at = route.value;
  const isAdmin = at.name === "admin";
  const isOutside = isAdmin || at.name === "confirm-email" || at.name === "stop-emails";
  return (
    <AccountContext.Provider value={account}>
      {isOutside && (
        <UnderBanners>
          <Suspense fallback={null}>{isAdmin ? <AdminPage /> : <MailPage route={at} />}</Suspense>
        </UnderBanners>
      )}
      {!isOutside && chat === null && (
        <UnderBanners>
          <SignIn account={account} />
        </UnderBanners>
      )}
      {!isOutside && chat !== null && chat !== undefined && (
        <ChatContext.Provider key={chat.me} value={chat}>
          <Frame />
        </ChatContext.Provider>
      )}
      <LinkHost />
      <Toasts />
    </AccountContext.Provider>
  );
}
