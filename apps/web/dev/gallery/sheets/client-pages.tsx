// The client as a signed-in person sees it, at each of its places: the real frame over made-up people.
import { useEffect, useState } from "preact/hooks";
import { AccountContext, ChatContext } from "../../../model/chat-context.ts";
import { go } from "../../../route/navigation.ts";
import type { Route } from "../../../route/route.ts";
import { peopleViews, settingsPages } from "../../../route/route.ts";
import type { SidePage } from "../../../route/side-page.ts";
import { Shell } from "../../../shell/shell.tsx";
import { readyUpdate } from "../../../banner/ready-update.ts";
import { openedPerson } from "../../../people/opened-person.ts";
import { reporting } from "../../../report/report-state.ts";
import { switcherOpen } from "../../../switcher/switcher-state.ts";
import { madeUpChat, type MadeUp, type MadeUpState } from "../made-up/chat.ts";
import { left, team, withBob, withStranger } from "../made-up/conversations.ts";
import { pasteFiles, press, pressRight, typing, whenThere } from "../made-up/when-there.ts";
import type { Sheet } from "../sheet.ts";

interface Place {
  readonly to: Route;
  readonly state?: MadeUpState;
  /** Brings about what no address leads to. @returns undoes it */
  readonly prepare?: () => () => void;
}

function Client({ to, state = "live", prepare }: Place) {
  const [madeUp, setMadeUp] = useState<MadeUp | null>(null);
  useEffect(() => {
    // What the sheet before had opened is closed.
    go({ name: "chats" });
    go(to);
    void madeUpChat(state).then(setMadeUp);
    return prepare?.();
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

const page = (
  id: string,
  title: string,
  to: Route,
  { until, ...more }: Omit<Place, "to"> & Pick<Sheet, "until"> = {},
): Sheet => ({
  id,
  title,
  Content: () => <Client to={to} {...more} />,
  isPage: true,
  ...(until !== undefined && { until }),
});

const offerUpdate = (): (() => void) => {
  readyUpdate.value = () => {};
  return () => (readyUpdate.value = null);
};

const openReport = (): (() => void) => {
  reporting.value = { about: { kind: "conversation", conversationId: withBob.id, seqs: [1] }, userId: null };
  return () => (reporting.value = null);
};

const openSwitcherFirst = (): (() => void) => {
  switcherOpen.value = true;
  return () => (switcherOpen.value = false);
};

const openFriend = (): (() => void) => {
  const stop = whenThere([".people-row .row", press]);
  return () => {
    stop();
    openedPerson.value = null;
  };
};

const inside = ({ id }: typeof team, side: SidePage | null = null): Route => ({ name: "conversation", id, side });

const manage = ["links", "requests", "invitations", "bans", "announcements", "rights"] as const;

export const clientPages: readonly Sheet[] = [
  page("inbox", "Inbox", { name: "chats" }),
  page("inbox-offline", "Inbox, not connected", { name: "chats" }, { state: "offline" }),
  page("inbox-invited", "Inbox, with invitations", { name: "chats" }, { state: "invited", until: ".invitation" }),
  page("inbox-empty", "Inbox, empty", { name: "chats" }, { state: "empty" }),
  // Texts of all kinds, several authors, events of the group.
  page("group", "Conversation of a group", inside(team)),
  // Messages that wait, failed, were sent and read.
  page("direct", "Conversation of two", inside(withBob)),
  page("emoji", "Emoji picker", inside(withBob), {
    prepare: () => whenThere([".emoji-frame button", press]),
    until: ".emoji-picker [role=gridcell], .emoji-picker button",
  }),
  page("suggest", "Suggestions for what is typed", inside(team), {
    prepare: () => whenThere([".message-author", () => {}], [".composer-box", typing("@")]),
    until: ".suggest",
  }),
  page("tray", "Files that are about to be sent", inside(withBob), {
    prepare: () => whenThere([".composer-box", (box) => void pasteFiles(box)]),
    until: ".tray-as",
  }),
  page("message-menu", "Menu of a message", inside(withBob), {
    prepare: () => whenThere([".message-bubble", pressRight]),
    until: ".menu",
  }),
  page("report", "Report", inside(withBob), { prepare: openReport, until: "dialog[open] .choice" }),
  page("left", "Conversation that was left", inside(left)),
  // A name that is not known yet.
  page("stranger", "Conversation with somebody unknown", inside(withStranger, "info")),
  page("person-info", "A person's details", inside(withBob, "info")),
  page("group-info", "A group's details", inside(team, "info")),
  page("group-members", "A group's members", inside(team, "members")),
  page("group-add", "Adding people to a group", inside(team, "add")),
  page("group-files", "A group's files", inside(team, "files"), { until: ".files-tile .picture-shown" }),
  page("group-files-list", "A group's files that are no pictures", inside(team, "files"), {
    until: ".files-row .file-name",
    prepare: () => whenThere([".files-tile", () => {}], ["[role=tab]:nth-of-type(2)", press]),
  }),
  page("viewer", "A picture over the page", inside(team, "files"), {
    prepare: () => whenThere([".files-tile:nth-last-child(2) .picture-open", press]),
    until: ".viewed-picture",
  }),
  page("message-info", "A message's details", inside(team, "message:5")),
  page("message-info-direct", "A message's details, of two", inside(withBob, "message:3")),
  page("group-manage", "Managing a group", inside(team, "manage")),
  ...manage.map((part) => page(`group-${part}`, `Managing a group: ${part}`, inside(team, `manage/${part}`))),
  page("stopped", "Open in another window", inside(withBob), { state: "stopped" }),
  page("update", "A newer build is ready", inside(withBob), { prepare: offerUpdate }),
  page("switcher", "Switcher", { name: "chats" }, { prepare: openSwitcherFirst }),
  page("join", "Joining a group", { name: "join", token: "group_other" }),
  page("join-asked", "Joining a group that was asked", { name: "join", token: "group_asked" }),
  page("join-failed", "Joining by a link that does not work", { name: "join", token: "group_none.works-no-more" }),
  page("person-card", "A person, by their link", { name: "user", username: "zoe" }),
  page("my-link", "One's own link", { name: "user", username: "ada" }, { until: ".qr-code" }),
  ...peopleViews.map((view) =>
    page(`people-${view}`, `People: ${view}`, { name: "people", view }, { until: ".people-pane .row" }),
  ),
  page(
    "friend-card",
    "A friend's card",
    { name: "people", view: "friends" },
    {
      prepare: openFriend,
      until: ".person-card",
    },
  ),
  page("new", "New conversation", { name: "new" }),
  page("new-group", "New group", { name: "new-group" }),
  page(
    "new-group-text",
    "New group, its name",
    { name: "new-group" },
    {
      prepare: () => whenThere([".new-group-foot [type=submit]", press]),
      until: ".new-group-body textarea",
    },
  ),
  page(
    "change-password",
    "Change of password",
    { name: "settings", page: "security" },
    {
      prepare: () => whenThere([".settings-page-body .row", press]),
      until: "dialog[open]",
    },
  ),
  page("settings", "Settings", { name: "settings", page: "" }),
  ...settingsPages.map((part) => page(`settings-${part}`, `Settings: ${part}`, { name: "settings", page: part })),
];
