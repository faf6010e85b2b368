// The page of a signed-in user: three columns, two, or one in which panes slide.
import { useEffect, useRef } from "preact/hooks";
import { Fragment, lazy, Suspense } from "preact/compat";
import type { ConversationId } from "@klatch/sdk";
import { InboxPane } from "../inbox/inbox-pane.tsx";
import { inboxWords } from "../inbox/inbox-words.ts";
import { useChat } from "../model/chat-context.ts";
import { ConversationPane } from "../conversation/conversation-pane.tsx";
import type { Route } from "../route/route.ts";
import { back, replace, route } from "../route/navigation.ts";
import { switcherKeys, switcherOpen } from "../switcher/switcher-state.ts";
import { signInWords } from "../sign-in/sign-in-words.ts";
import { UnderHeading } from "../ui/heading.tsx";
import { isNarrow, isWide } from "../ui/media.ts";
import { say } from "../ui/toasts.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { TakeOver } from "./take-over.tsx";
import "./shell.css";

const DetailsPane = lazy(() => import("../details/details-pane.tsx"));
const NewChatPane = lazy(() => import("../new-chat/new-chat-pane.tsx"));
const NewGroupPane = lazy(() => import("../new-chat/new-group-pane.tsx"));
const SettingsPane = lazy(() => import("../settings/settings-pane.tsx"));
const JoinDialog = lazy(() => import("../join/join-dialog.tsx"));
const loadSwitcher = () => import("../switcher/switcher.tsx");
const Switcher = lazy(loadSwitcher);

export function Shell() {
  const chat = useChat();
  const here = route.value;
  // The conversation that was open stays beside the settings.
  const openId = useRef<ConversationId | null>(null);
  if (here.name === "conversation") openId.current = here.id;
  else if (here.name === "inbox") openId.current = null;
  const details = here.name === "conversation" && here.details;
  const inConversation = here.name === "conversation";
  // In the one-column layout the details cover the whole page.
  const Beside = isNarrow.value ? Fragment : UnderHeading;
  const unread = chat.inbox.unreadTotal.value;

  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Klatch` : "Klatch";
  }, [unread]);

  // So that it is there when its keys are pressed.
  useEffect(() => void loadSwitcher().catch(() => {}), []);

  // An invitation to make an account is of no use to somebody who has one.
  useEffect(() => {
    if (here.name !== "register") return;
    say(signInWords("hasAccount"));
    replace({ name: "inbox" });
  }, [here.name]);

  useEffect(() => {
    const stepBack = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.defaultPrevented && route.peek().name !== "inbox") back();
    };
    addEventListener("keydown", stepBack);
    return () => removeEventListener("keydown", stepBack);
  }, []);

  return (
    <div class={`shell${details ? " shell-details" : ""}${inConversation ? " shell-conversation" : ""}`}>
      <ConnectionLine />
      <div class="shell-side" inert={isNarrow.value && inConversation}>
        <Suspense fallback={null}>
          <SidePane name={here.name} />
        </Suspense>
      </div>
      <main class="shell-main" inert={(isNarrow.value && !inConversation) || (details && !isWide.value)}>
        {openId.current === null ? (
          <NothingOpen />
        ) : (
          <ConversationPane
            key={openId.current}
            id={openId.current}
            detailsOpen={details}
            seq={here.name === "conversation" ? (here.seq ?? null) : null}
          />
        )}
      </main>
      {details && (
        <aside class="shell-aside">
          <Suspense fallback={null}>
            <Beside>
              <DetailsPane id={here.id} />
            </Beside>
          </Suspense>
        </aside>
      )}
      <Suspense fallback={null}>
        {here.name === "join" && <JoinDialog token={here.token} />}
        {switcherOpen.value && <Switcher />}
      </Suspense>
      <TakeOver />
    </div>
  );
}

function SidePane({ name }: { readonly name: Route["name"] }) {
  const before = useRef<Route["name"] | null>(null);
  const cameFrom = before.current;
  useEffect(() => void (before.current = name), [name]);
  switch (name) {
    case "new":
      return <NewChatPane />;
    case "new-group":
      return <NewGroupPane />;
    case "settings":
      return <SettingsPane />;
    default:
      return <InboxPane cameFrom={cameFrom} />;
  }
}

function NothingOpen() {
  const [before = "", after = ""] = inboxWords("pickText", { keys: "\u0000" }).split("\u0000");
  return (
    <section class="conversation conversation-none">
      <h2>{inboxWords("pickTitle")}</h2>
      <p>
        {before}
        <kbd>{switcherKeys}</kbd>
        {after}
      </p>
    </section>
  );
}
