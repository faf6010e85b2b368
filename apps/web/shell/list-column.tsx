// The list column: conversations, people, a new conversation, or the index of the settings.
import { useEffect, useRef } from "preact/hooks";
import { Suspense } from "preact/compat";
import { InboxPane } from "../inbox/inbox-pane.tsx";
import { shown } from "../route/navigation.ts";
import type { Shown } from "../route/stack.ts";
import { lazyPart } from "../ui/lazy-part.tsx";

const NewChatPane = lazyPart(() => import("../new-chat/new-chat-pane.tsx"));
const PeoplePane = lazyPart(() => import("../people/people-pane.tsx"));
const SettingsIndex = lazyPart(() => import("../settings/settings-index.tsx"));

export function ListColumn() {
  const { list, people } = shown.value;
  const before = useRef<Shown["list"] | null>(null);
  const cameFrom = before.current;
  useEffect(() => void (before.current = list), [list]);
  return (
    <Suspense fallback={null}>
      {list === "new" && <NewChatPane />}
      {list === "people" && <PeoplePane view={people} />}
      {list === "settings" && <SettingsIndex />}
      {list === "chats" && <InboxPane cameFrom={cameFrom} />}
    </Suspense>
  );
}
