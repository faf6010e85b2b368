// The list of conversations.
import type { KlatchClient } from "@klatch/sdk";
import { previewOf } from "./chat-group-lines.ts";
import type { ChatNames } from "./chat-names.ts";
import type { ChatPeople } from "./chat-people.ts";
import { marksOf } from "./chat-settings.ts";
import { writersOf } from "./chat-shown.ts";
import type { ChatTerminal } from "./chat-terminal.ts";

interface InboxParts {
  readonly client: Pick<KlatchClient, "conversations">;
  readonly terminal: Pick<ChatTerminal, "print" | "printTable">;
  readonly people: Pick<ChatPeople, "nameOf">;
  readonly names: ChatNames;
}

/** The names of those who are listed are known, or took too long. */
export function printInbox({ client, terminal, people, names }: InboxParts): void {
  const entries = client.conversations();
  if (entries.length === 0) terminal.print("— no conversations yet: /open USERNAME");
  terminal.printTable(
    entries.map((entry, index) => {
      const name = names.plain(entry);
      const writer = writersOf(entry).map((id) => `${people.nameOf(id)}: `);
      const preview = entry.preview === null ? "" : writer.join("") + previewOf(entry.preview);
      const tail =
        marksOf(entry, Date.now()) +
        (entry.left === true ? "   (left)" : "") +
        (entry.request === true ? "   (request)" : "");
      const line = `${index + 1}  ${name}${preview === "" ? "" : ": "}${preview}${tail}`;
      return { line, cells: [`${index + 1}`, name, preview], tail };
    }),
  );
}
