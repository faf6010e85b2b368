// The other pages: sign-in, settings, new conversations, a group's details.
import { Account } from "../../../model/account.ts";
import { KlatchClient } from "@klatch/sdk";
import DetailsPane from "../../../details/details-pane.tsx";
import NewChatPane from "../../../new-chat/new-chat-pane.tsx";
import NewGroupPane from "../../../new-chat/new-group-pane.tsx";
import SettingsPane from "../../../settings/settings-pane.tsx";
import { SignIn } from "../../../sign-in/sign-in.tsx";
import { team, withBob } from "../made-up/conversations.ts";
import { madeUpFetch, SilentSocket } from "../made-up/server.ts";
import { InChat } from "./pages.tsx";

const stranger = new Account(
  () => new KlatchClient({ url: location.origin, runtime: { fetch: madeUpFetch, WebSocket: SilentSocket } }),
);

export const SigningIn = () => <SignIn account={stranger} />;

export const Settings = () => (
  <InChat>
    <SettingsPane />
  </InChat>
);

export const NewConversation = () => (
  <InChat>
    <NewChatPane />
  </InChat>
);

export const NewGroup = () => (
  <InChat>
    <NewGroupPane />
  </InChat>
);

export const GroupInfo = () => (
  <InChat>
    <DetailsPane id={team.id} />
  </InChat>
);

export const PersonInfo = () => (
  <InChat>
    <DetailsPane id={withBob.id} />
  </InChat>
);
