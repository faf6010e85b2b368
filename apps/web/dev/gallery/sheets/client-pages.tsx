// The client as a signed-in person sees it, at each of its places: the real frame over made-up people.
import { useEffect, useState } from "preact/hooks";
import { AccountContext, ChatContext } from "../../../model/chat-context.ts";
import { go } from "../../../route/navigation.ts";
import type { Route } from "../../../route/route.ts";
import { settingsPages } from "../../../route/route.ts";
import type { SidePage } from "../../../route/side-page.ts";
import { Shell } from "../../../shell/shell.tsx";
import { madeUpChat, type MadeUp, type MadeUpState } from "../made-up/chat.ts";
import { left, team, withBob, withStranger } from "../made-up/conversations.ts";
import type { Sheet } from "../sheet.ts";

interface ClientProps {
  readonly to: Route;
  readonly state?: MadeUpState;
}

function Client({ to, state = "live" }: ClientProps) {
  const [madeUp, setMadeUp] = useState<MadeUp | null>(null);
  useEffect(() => {
    // What the sheet before had opened is closed.
    go({ name: "chats" });
    go(to);
    void madeUpChat(state).then(setMadeUp);
  }, []);
  return (
    <div class="gallery-frame">
      {madeUp !== null && (
        <AccountContext.Provider value={madeUp.account}>
          <ChatContext.Provider value={madeUp.chat}>
            <Shell />
          </ChatContext.Provider>
        </AccountContext.Provider>
      )}
    </div>
  );
}

const page = (id: string, title: string, to: Route, state?: MadeUpState): Sheet => ({
  id,
  title,
  Content: () => <Client to={to} {...(state !== undefined && { state })} />,
  isPage: true,
});

const inside = ({ id }: typeof team, side: SidePage | null = null): Route => ({ name: "conversation", id, side });

const manage = ["links", "requests", "bans", "announcements", "rights"] as const;

export const clientPages: readonly Sheet[] = [
  page("inbox", "Inbox", { name: "chats" }),
  page("inbox-offline", "Inbox, not connected", { name: "chats" }, "offline"),
  page("inbox-empty", "Inbox, empty", { name: "chats" }, "empty"),
  // Texts of all kinds, several authors, events of the group.
  page("group", "Conversation of a group", inside(team)),
  // Messages that wait, failed, were sent and read.
  page("direct", "Conversation of two", inside(withBob)),
  page("left", "Conversation that was left", inside(left)),
  // A name that is not known yet.
  page("stranger", "Conversation with somebody unknown", inside(withStranger, "info")),
  page("person-info", "A person's details", inside(withBob, "info")),
  page("group-info", "A group's details", inside(team, "info")),
  page("group-members", "A group's members", inside(team, "members")),
  page("group-add", "Adding people to a group", inside(team, "add")),
  page("message-info", "A message's details", inside(team, "message:5")),
  page("group-manage", "Managing a group", inside(team, "manage")),
  ...manage.map((part) => page(`group-${part}`, `Managing a group: ${part}`, inside(team, `manage/${part}`))),
  page("new", "New conversation", { name: "new" }),
  page("new-group", "New group", { name: "new-group" }),
  page("settings", "Settings", { name: "settings", page: "" }),
  ...settingsPages.map((part) => page(`settings-${part}`, `Settings: ${part}`, { name: "settings", page: part })),
];
