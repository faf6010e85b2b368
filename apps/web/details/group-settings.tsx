// The settings of a group: profile, joining and permissions. Each change takes effect at once.
import type { Group, GroupSettings as Settings, JoinPolicy } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { groupAddress } from "../join/link-token.ts";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { copy } from "../ui/copy.ts";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { Switch } from "../ui/switch.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { adminWords as t } from "./admin-words.ts";
import { mayInGroup } from "./permissions.ts";

const policies = ["free", "approval", "password", "link", "closed"] as const satisfies readonly JoinPolicy[];
const whoSettings = ["mayInvite", "mayMentionAll", "mayEditInfo", "mayPin", "maySend"] as const;
const minPasswordChars = 6;

export function GroupSettings({ group }: { readonly group: Group }) {
  return (
    <>
      {mayInGroup(group, "edit-info") && <Info group={group} />}
      {mayInGroup(group, "edit-settings") && <WayIn group={group} />}
      {mayInGroup(group, "edit-settings") && <Rights group={group} />}
    </>
  );
}

function Info({ group }: { readonly group: Group }) {
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
        if (name.trim() !== "" && changed) void save.run();
      }}
    >
      <Field label={t("name")} value={name} onInput={setName} maxLength={64} required />
      <Field label={t("description")} value={description} onInput={setDescription} maxLength={1_024} lines={3} />
      <ErrorNotice error={save.error} />
      {changed && (
        <Button type="submit" kind="primary" wide busy={save.busy} disabled={name.trim() === ""}>
          {commonWords("save")}
        </Button>
      )}
    </form>
  );
}

function WayIn({ group }: { readonly group: Group }) {
  const { groups } = useChat().client;
  const [asksPassword, setAsksPassword] = useState(false);
  const [password, setPassword] = useState("");
  const set = useTask(async (joinPolicy: JoinPolicy, newPassword?: string) => {
    await groups.edit(group.id, {
      settings: { joinPolicy },
      ...(newPassword !== undefined && { password: newPassword }),
    });
    setAsksPassword(false);
    setPassword("");
    say(commonWords("saved"));
  });
  const chosen = asksPassword ? "password" : group.settings.joinPolicy;
  return (
    <fieldset class="choices">
      <legend class="pane-title">{t("joinPolicy")}</legend>
      {policies.map((policy) => (
        <label key={policy} class="choice">
          <input
            type="radio"
            name="join-policy"
            checked={policy === chosen}
            disabled={set.busy}
            onChange={() => {
              if (policy === "password") setAsksPassword(true);
              else void set.run(policy);
            }}
          />
          {t(`joinPolicy.${policy}`)}
        </label>
      ))}
      {chosen === "password" && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (password.length >= minPasswordChars) void set.run("password", password);
          }}
        >
          <Field
            label={t("password")}
            hint={t("passwordHint")}
            type="password"
            autoComplete="new-password"
            value={password}
            onInput={setPassword}
            maxLength={64}
            verbatim
          />
          <Button type="submit" wide busy={set.busy} disabled={password.length < minPasswordChars}>
            {commonWords("save")}
          </Button>
        </form>
      )}
      <ErrorNotice error={set.error} />
      {group.settings.joinPolicy !== "link" && group.settings.joinPolicy !== "closed" && (
        <Row
          icon="copy"
          title={t("shareId")}
          onClick={() => void copy(groupAddress(location.origin, group.id), "address")}
        />
      )}
    </fieldset>
  );
}

function Rights({ group }: { readonly group: Group }) {
  const { groups } = useChat().client;
  const set = useTask((settings: Partial<Settings>) => groups.edit(group.id, { settings }));
  const silenceAll = useTask((allSilenced: boolean) => groups.edit(group.id, { allSilenced }));
  return (
    <section>
      <Heading class="pane-title">{t("who")}</Heading>
      {whoSettings.map((name) => (
        <label key={name} class="setting">
          <span>{t(name)}</span>
          <select
            value={group.settings[name]}
            disabled={set.busy}
            onChange={(event) => void set.run({ [name]: event.currentTarget.value as Settings["mayInvite"] })}
          >
            <option value="members">{t("members")}</option>
            <option value="admins">{t("admins")}</option>
          </select>
        </label>
      ))}
      <Switch
        label={t("historyVisible")}
        on={group.settings.historyVisible}
        disabled={set.busy}
        onChange={(historyVisible) => void set.run({ historyVisible })}
      />
      <Switch
        label={t("allSilenced")}
        on={group.allSilenced}
        disabled={silenceAll.busy}
        onChange={(allSilenced) => void silenceAll.run(allSilenced)}
      />
      <ErrorNotice error={set.error ?? silenceAll.error} />
    </section>
  );
}
