// The side panel of a conversation: the other person, or the group, and the pages below.
import type { ConversationId } from "@klatch/sdk";
import { Suspense } from "preact/compat";
import { conversationWords } from "../conversation/conversation-words.ts";
import { MessagePage } from "../conversation/message-details.tsx";
import { composerWords } from "../composer/composer-words.ts";
import { useChat } from "../model/chat-context.ts";
import { filesWords } from "../files-page/files-words.ts";
import { pinWords } from "../pins/pin-words.ts";
import { messageOfSide, threadOfSide, type SidePage } from "../route/side-page.ts";
import { threadWords } from "../threads/thread-words.ts";
import { lazyPart } from "../ui/lazy-part.tsx";
import { SidePanel } from "../ui/side-panel.tsx";
import { detailsWords as t } from "./details-words.ts";
import { GroupDetails } from "./group-details.tsx";
import { groupPages, type GroupPageName } from "./group-pages.ts";
import { PersonDetails } from "./person-details.tsx";
import "./details-pane.css";

const ThreadPage = lazyPart(() => import("../threads/thread-page.tsx"));
const PinsPage = lazyPart(() => import("../pins/pins-page.tsx"));
const FilesPage = lazyPart(() => import("../files-page/files-page.tsx"));
const ScheduledPage = lazyPart(() => import("../scheduled/scheduled-page.tsx"));

interface DetailsPaneProps {
  readonly id: ConversationId;
  readonly page: SidePage;
  /** How many pages of the panel are open. */
  readonly depth: number;
}

export default function DetailsPane({ id, page, depth }: DetailsPaneProps) {
  const chat = useChat();
  const entry = chat.inbox.get(id);
  if (entry === undefined) return null;
  const seq = messageOfSide(page);
  if (seq !== null)
    return (
      <SidePanel key={page} title={conversationWords("messageDetails")} depth={depth}>
        <MessagePage key={seq} entry={entry} seq={seq} />
      </SidePanel>
    );
  const root = threadOfSide(page);
  if (root !== null)
    return (
      <SidePanel key={page} title={threadWords("thread")} depth={depth}>
        <Suspense fallback={null}>
          <ThreadPage entry={entry} seq={root} />
        </Suspense>
      </SidePanel>
    );
  if (page === "pins")
    return (
      <SidePanel key={page} title={pinWords("title")} depth={depth}>
        <Suspense fallback={null}>
          <PinsPage entry={entry} />
        </Suspense>
      </SidePanel>
    );
  if (page === "files")
    return (
      <SidePanel key={page} title={filesWords("title")} depth={depth}>
        <Suspense fallback={null}>
          <FilesPage entry={entry} />
        </Suspense>
      </SidePanel>
    );
  if (page === "scheduled")
    return (
      <SidePanel key={page} title={composerWords("scheduled")} depth={depth}>
        <ScheduledPage entry={entry} />
      </SidePanel>
    );
  if (entry.kind === "group")
    return <GroupDetails key={id} entry={entry} page={isGroupPage(page) ? page : "info"} depth={depth} />;
  return (
    <SidePanel title={t("person")} depth={depth}>
      <PersonDetails entry={entry} />
    </SidePanel>
  );
}

const isGroupPage = (page: SidePage): page is GroupPageName => page in groupPages;
