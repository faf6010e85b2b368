// The frame of a signed-in user's page: rail, list, main and side, or in narrow windows one of them at a time.
import { useEffect } from "preact/hooks";
import { Fragment, Suspense } from "preact/compat";
import { BannerZone } from "../banner/banner-zone.tsx";
import { useConversationKeys } from "../inbox/use-conversation-keys.ts";
import { useChat } from "../model/chat-context.ts";
import { close, hasLayer, replace, route, shown } from "../route/navigation.ts";
import { switcherOpen } from "../switcher/switcher-state.ts";
import { signInWords } from "../sign-in/sign-in-words.ts";
import { UnderHeading } from "../ui/heading.tsx";
import { isNarrow, isWide } from "../ui/media.ts";
import { say } from "../ui/toasts.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { DialogPlace } from "./dialog-place.tsx";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { ListColumn } from "./list-column.tsx";
import { ListEdge } from "./list-edge.tsx";
import { MainColumn } from "./main-column.tsx";
import { conversationPart, loadSpareParts } from "./parts.ts";
import { Rail } from "./rail.tsx";
import { SideColumn } from "./side-column.tsx";
import { TabBar } from "./tab-bar.tsx";
import "./shell.css";

const loadSwitcher = () => import("../switcher/switcher.tsx");
const Switcher = lazyLayer(loadSwitcher);

export function Shell() {
  const chat = useChat();
  const { column, sides, main } = shown.value;
  // Where the side panel lies over the others, it gives way to what the list column has opened above it.
  const isSideOpen = sides.length > 0 && (isWide.value || column === "side");
  // In the one-column layout the side panel covers the whole page.
  const Beside = isNarrow.value ? Fragment : UnderHeading;
  useTitle(chat.inbox.unreadTotal.value);
  useFocusList();
  useConversationKeys(chat.inbox.filtered);
  useInvitationOfOthers();
  // So that they are there when a conversation is chosen, and the switcher's keys are pressed.
  useEffect(() => {
    conversationPart
      .load()
      .then(loadSpareParts)
      .catch(() => {}); // its place tries again, and says so
    loadSwitcher().catch(() => {});
  }, []);

  return (
    <div class={`shell shell-at-${column}${isSideOpen ? " shell-with-side" : ""}`}>
      <ConnectionLine />
      {!isNarrow.value && <Rail />}
      <div class="shell-list" inert={isNarrow.value && column !== "list"}>
        {isNarrow.value && column === "list" && <BannerZone entry={null} />}
        <ListColumn />
        {isNarrow.value && <TabBar />}
      </div>
      <main class="shell-main" inert={(isNarrow.value && column !== "main") || (isSideOpen && !isWide.value)}>
        {!isNarrow.value && <ListEdge />}
        <MainColumn />
      </main>
      {isSideOpen && main?.name === "conversation" && (
        <Beside>
          <SideColumn id={main.id} sides={sides} />
        </Beside>
      )}
      <DialogPlace />
      <Suspense fallback={null}>{switcherOpen.value && <Switcher />}</Suspense>
    </div>
  );
}

function useTitle(unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Klatch` : "Klatch";
  }, [unread]);
}

/** With nothing open over a conversation, Esc leads to the list, and never to another conversation. */
function useFocusList(): void {
  useEffect(() => {
    const toList = (event: KeyboardEvent): void => {
      const here = route.peek();
      if (event.key !== "Escape" || event.defaultPrevented || hasLayer.peek()) return;
      if (here.name !== "conversation" || here.side !== null) return;
      event.preventDefault();
      if (isNarrow.peek()) close();
      else document.querySelector<HTMLElement>(".inbox-list [tabindex='0']")?.focus();
    };
    addEventListener("keydown", toList);
    return () => removeEventListener("keydown", toList);
  }, []);
}

/** An invitation to make an account is of no use to somebody who has one. */
function useInvitationOfOthers(): void {
  const here = route.value;
  useEffect(() => {
    if (here.name !== "register") return;
    say(signInWords("hasAccount"));
    replace({ name: "chats" });
  }, [here.name]);
}
