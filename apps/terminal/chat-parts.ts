// What every command of the terminal client works on.
import type { KlatchClient } from "@klatch/sdk";
import type { ChatMembers } from "./chat-members.ts";
import type { ChatPeople } from "./chat-people.ts";
import type { ChatSending } from "./chat-sending.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import type { ChatView } from "./chat-view.ts";

export interface ChatParts {
  readonly client: KlatchClient;
  readonly terminal: ChatTerminal;
  readonly people: ChatPeople;
  readonly members: ChatMembers;
  readonly view: ChatView;
  readonly sending: ChatSending;
}
