// The sheets of the gallery. Whoever makes a component adds one that shows it in all its states.
import type { Sheet } from "./sheet.ts";
import { Buttons } from "./sheets/buttons.tsx";
import { Choices } from "./sheets/choices.tsx";
import { DirectConversation, GroupConversation, LeftConversation } from "./sheets/conversation-pages.tsx";
import { Fields } from "./sheets/fields.tsx";
import { Column, ColumnOffline, Inbox, InboxEmpty, InboxOffline } from "./sheets/list-pages.tsx";
import { Names } from "./sheets/names.tsx";
import { GroupInfo, NewConversation, NewGroup, PersonInfo, Settings, SigningIn } from "./sheets/other-pages.tsx";
import { DangerToast, OpenDialog, OpenMenu, Question, Toast } from "./sheets/overlays.tsx";
import { SmallParts } from "./sheets/small-parts.tsx";
import { States } from "./sheets/states.tsx";

export const sheets: readonly Sheet[] = [
  { id: "buttons", title: "Buttons", Content: Buttons },
  { id: "fields", title: "Fields", Content: Fields },
  { id: "choices", title: "Switches, choices, tabs", Content: Choices },
  { id: "names", title: "Names and avatars", Content: Names },
  { id: "small-parts", title: "Badges, chips, cards", Content: SmallParts },
  { id: "states", title: "Loading, errors, rows", Content: States },
  { id: "menu", title: "Menu", Content: OpenMenu },
  { id: "dialog", title: "Dialog", Content: OpenDialog },
  { id: "question", title: "Question", Content: Question },
  { id: "toast", title: "Toast", Content: Toast },
  { id: "toast-danger", title: "Toast about an error", Content: DangerToast },
  { id: "column", title: "List column", Content: Column, isPage: true },
  { id: "column-offline", title: "List column, not connected", Content: ColumnOffline, isPage: true },
  { id: "inbox", title: "Inbox", Content: Inbox, isPage: true },
  { id: "inbox-offline", title: "Inbox, not connected", Content: InboxOffline, isPage: true },
  { id: "inbox-empty", title: "Inbox, empty", Content: InboxEmpty, isPage: true },
  { id: "group", title: "Conversation of a group", Content: GroupConversation, isPage: true },
  { id: "direct", title: "Conversation of two", Content: DirectConversation, isPage: true },
  { id: "left", title: "Conversation that was left", Content: LeftConversation, isPage: true },
  { id: "sign-in", title: "Sign-in", Content: SigningIn, isPage: true, hasMain: true },
  { id: "settings", title: "Settings", Content: Settings, isPage: true },
  { id: "new", title: "New conversation", Content: NewConversation, isPage: true },
  { id: "new-group", title: "New group", Content: NewGroup, isPage: true },
  { id: "group-info", title: "A group's details", Content: GroupInfo, isPage: true },
  { id: "person-info", title: "A person's details", Content: PersonInfo, isPage: true },
];
