// Adds people to a group: all of them or none. Who has to agree first is invited.
import type { User } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { sayInvited } from "../invited/say-invited.ts";
import { useChat } from "../model/chat-context.ts";
import type { GroupModel } from "../model/group-model.ts";
import { PeoplePicker } from "../people-search/people-picker.tsx";
import { Button } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { adminWords as t } from "./admin-words.ts";

interface AddPeopleProps {
  readonly model: GroupModel;
  readonly onDone: () => void;
}

export function AddPeople({ model, onDone }: AddPeopleProps) {
  const chat = useChat();
  const { groups } = chat.client;
  const [people, setPeople] = useState<readonly User[]>([]);
  const add = useTask(async () => {
    const { invited } = await groups.addMembers(
      model.id,
      people.map(({ id }) => id),
    );
    onDone();
    sayInvited(invited, (id) => chat.people.nameOf(id));
  });
  return (
    <div class="form">
      <PeoplePicker autoFocus people={people} onChange={setPeople} without={new Set(model.members.value.keys())} />
      <ErrorNotice error={add.error} />
      {people.length > 0 && (
        <Button kind="primary" wide busy={add.busy} onClick={() => void add.run()}>
          {t("add", { count: people.length })}
        </Button>
      )}
    </div>
  );
}
