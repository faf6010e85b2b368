// The way to the files of a conversation.
import type { ConversationEntry } from "@klatch/sdk";
import { filesWords } from "../files-page/files-words.ts";
import { go } from "../route/navigation.ts";
import { Row } from "../ui/row.tsx";

export const FilesRow = ({ entry }: { readonly entry: ConversationEntry }) => (
  <section>
    <Row
      icon="image"
      title={filesWords("title")}
      onClick={() => go({ name: "conversation", id: entry.id, side: "files" })}
    />
  </section>
);
