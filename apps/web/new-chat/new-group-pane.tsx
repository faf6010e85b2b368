// Creates a group: its name, description and first members.
import type { User } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useTask } from "../ui/use-task.ts";
import { newChatWords as t } from "./new-chat-words.ts";
import { PeoplePicker } from "./people-picker.tsx";

export default function NewGroupPane() {
  const chat = useChat();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [people, setPeople] = useState<readonly User[]>([]);
  // The same id at every attempt, so that a repeat after a lost answer does not create a second group.
  const [clientGroupId] = useState(() => crypto.randomUUID());
  const create = useTask(async () => {
    const group = await chat.client.groups.create({
      name: name.trim(),
      description: description.trim(),
      memberIds: people.map(({ id }) => id),
      clientGroupId,
    });
    go({ name: "conversation", id: group.id, side: null });
  });
  return (
    <Dialog title={t("groupTitle")} isPlace>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") void create.run();
        }}
      >
        <Field label={t("groupName")} value={name} onInput={setName} maxLength={64} autoFocus required />
        <Field
          label={t("groupDescription")}
          value={description}
          onInput={setDescription}
          hint={t("optional")}
          maxLength={1_024}
          lines={2}
        />
        <PeoplePicker people={people} onChange={setPeople} />
        <ErrorNotice error={create.error} />
        <Button type="submit" kind="primary" wide busy={create.busy} disabled={name.trim() === ""}>
          {people.length === 0 ? t("create") : t("creating", { count: people.length })}
        </Button>
      </form>
    </Dialog>
  );
}
