// The sheets of the gallery. Whoever makes a component adds one that shows it in all its states.
import type { Sheet } from "./sheet.ts";
import { Bars } from "./sheets/bars.tsx";
import { Buttons } from "./sheets/buttons.tsx";
import { ChangedMessages, ForWhom, SelectedMessages } from "./sheets/changed-messages.tsx";
import { Choices } from "./sheets/choices.tsx";
import { clientPages } from "./sheets/client-pages.tsx";
import { CropOfGroup, CropOfPerson } from "./sheets/crop.tsx";
import { Fields } from "./sheets/fields.tsx";
import { DroppedFiles, Files, Stickers, Uploads } from "./sheets/files.tsx";
import { ListColumns } from "./sheets/list-column.tsx";
import { Names } from "./sheets/names.tsx";
import { DangerToast, OpenDialog, OpenMenu, OpenSheet, Question, Toast, ToastWithAction } from "./sheets/overlays.tsx";
import { NewPoll, Polls } from "./sheets/polls.tsx";
import { Profiles } from "./sheets/profiles.tsx";
import { SigningIn } from "./sheets/signing-in.tsx";
import { SmallParts } from "./sheets/small-parts.tsx";
import { States } from "./sheets/states.tsx";
import { Trays } from "./sheets/trays.tsx";

export const sheets: readonly Sheet[] = [
  { id: "buttons", title: "Buttons", Content: Buttons },
  { id: "fields", title: "Fields", Content: Fields },
  { id: "choices", title: "Switches, choices, tabs", Content: Choices },
  { id: "names", title: "Names and avatars", Content: Names },
  { id: "small-parts", title: "Badges, chips, cards", Content: SmallParts },
  { id: "states", title: "Loading, errors, rows", Content: States },
  { id: "bars", title: "Bars above a conversation", Content: Bars },
  { id: "changed-messages", title: "Changed messages", Content: ChangedMessages, until: ".reaction" },
  { id: "selected-messages", title: "Selected messages", Content: SelectedMessages, until: ".selection-bar" },
  { id: "for-whom", title: "Delete for whom", Content: ForWhom, until: "dialog" },
  { id: "files", title: "Files", Content: Files, until: ".picture-shown" },
  { id: "stickers", title: "Stickers", Content: Stickers, until: ".sticker-shown" },
  { id: "uploads", title: "Files on their way", Content: Uploads, until: ".upload" },
  { id: "trays", title: "What is about to be sent", Content: Trays, until: ".tray-emoji" },
  { id: "dropped-files", title: "Where files are dropped", Content: DroppedFiles },
  { id: "polls", title: "Polls", Content: Polls, until: ".poll-option" },
  { id: "profiles", title: "Profiles", Content: Profiles },
  { id: "crop", title: "A picture is cut out", Content: CropOfPerson, until: ".crop-picture" },
  { id: "crop-group", title: "A group's picture", Content: CropOfGroup, until: ".crop-picture" },
  { id: "new-poll", title: "A new poll", Content: NewPoll, until: "dialog" },
  { id: "menu", title: "Menu", Content: OpenMenu },
  { id: "sheet", title: "Sheet", Content: OpenSheet },
  { id: "dialog", title: "Dialog", Content: OpenDialog },
  { id: "question", title: "Question", Content: Question },
  { id: "list-column", title: "List column", Content: ListColumns },
  { id: "sign-in", title: "Sign-in", Content: SigningIn, isPage: true },
  ...clientPages,
  // Last, since they stay for a moment.
  { id: "toast", title: "Toast", Content: Toast },
  { id: "toast-danger", title: "Toast about an error", Content: DangerToast },
  { id: "toast-action", title: "Toast with an action", Content: ToastWithAction },
];
