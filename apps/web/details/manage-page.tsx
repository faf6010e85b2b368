// What is managed in a group: its picture, name and description here, the rest on pages of its own.
import { isBlank, type Group } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { PictureRows } from "../avatar/picture-rows.tsx";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { adminWords as t } from "./admin-words.ts";
import { detailsWords } from "./details-words.ts";
import { groupPages, managePages, type GroupPageProps } from "./group-pages.ts";
import { mayInGroup } from "./permissions.ts";
import { useRequestCount } from "./use-request-count.ts";

export function ManagePage({ model, group }: GroupPageProps) {
  const { groups } = useChat().client;
  const requests = useRequestCount(model);
  return (
    <>
      {mayInGroup(group, "edit-info") && (
        <>
          <section>
            <PictureRows
              group
              avatar={group.avatar}
              onSend={(picture) => groups.setAvatar(group.id, picture)}
              onRemove={() => groups.edit(group.id, { avatar: "" })}
            />
          </section>
          <ProfileForm group={group} />
        </>
      )}
      <nav aria-label={detailsWords("manage")}>
        {managePages.map(({ name, icon }) => {
          const { title, action } = groupPages[name];
          if (action !== null && !mayInGroup(group, action)) return null;
          const isWaiting = name === "manage/requests" && requests > 0;
          return (
            <Row
              key={name}
              icon={icon}
              title={title()}
              end={
                isWaiting ? (
                  <Badge count={requests} label={detailsWords("requestCount", { count: requests })} />
                ) : undefined
              }
              onClick={() => go({ name: "conversation", id: model.id, side: name })}
            />
          );
        })}
      </nav>
    </>
  );
}

function ProfileForm({ group }: { readonly group: Group }) {
  const { groups } = useChat().client;
  const [name, setName] = useState(group.name);
  const [description, setDescription] = useState(group.description);
  const changed = name.trim() !== group.name || description.trim() !== group.description;
  const save = useTask(async () => {
    await groups.edit(group.id, { name: name.trim(), description: description.trim() });
    say(commonWords("saved"));
  });
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBlank(name) && changed) void save.run();
      }}
    >
      <Field label={t("name")} value={name} onInput={setName} maxLength={64} required />
      <Field
        label={detailsWords("description")}
        value={description}
        onInput={setDescription}
        maxLength={1_024}
        lines={3}
      />
      <ErrorNotice error={save.error} />
      {changed && (
        <Button type="submit" kind="primary" wide busy={save.busy} disabled={isBlank(name)}>
          {commonWords("save")}
        </Button>
      )}
    </form>
  );
}
