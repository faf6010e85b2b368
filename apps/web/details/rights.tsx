// Who can join a group, and who can do what in it. Each choice takes effect at once.
import type { Group, JoinPolicy } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { copy } from "../ui/copy.ts";
import { groupAddress } from "../join/link-token.ts";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { Switch } from "../ui/switch.tsx";
import { useChoice } from "../ui/use-choice.ts";
import { adminWords as t } from "./admin-words.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { isJoinedByAddress } from "./permissions.ts";

const policies = ["free", "approval", "password", "link", "closed"] as const satisfies readonly JoinPolicy[];
const whoSettings = ["mayInvite", "mayMentionAll", "mayEditInfo", "mayPin", "maySend"] as const;
const minPasswordChars = 6;

export function Rights({ group }: Pick<GroupPageProps, "group">) {
  return (
    <>
      <WayIn group={group} />
      <WhoMay group={group} />
    </>
  );
}

function WayIn({ group }: { readonly group: Group }) {
  const { groups } = useChat().client;
  // The way in changes only with the password that it needs.
  const [asksPassword, setAsksPassword] = useState(false);
  const [password, setPassword] = useState("");
  const policy = useChoice(group.settings.joinPolicy, async (joinPolicy) => {
    await groups.edit(group.id, {
      settings: { joinPolicy },
      ...(joinPolicy === "password" && { password }),
    });
    setAsksPassword(false);
    setPassword("");
  });
  const chosen = asksPassword ? "password" : policy.shown;
  return (
    <fieldset class="choices">
      <legend class="pane-title">{t("joinPolicy")}</legend>
      {policies.map((value) => (
        <label key={value} class="choice">
          <input
            type="radio"
            name="join-policy"
            checked={value === chosen}
            onChange={() => {
              setAsksPassword(value === "password");
              if (value !== "password") policy.set(value);
            }}
          />
          {t(`joinPolicy.${value}`)}
        </label>
      ))}
      {chosen === "password" && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (password.length >= minPasswordChars) policy.set("password");
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
          <Button type="submit" wide busy={policy.busy} disabled={password.length < minPasswordChars}>
            {commonWords("save")}
          </Button>
        </form>
      )}
      <ErrorNotice error={policy.error} />
      {isJoinedByAddress(group) && (
        <Row
          icon="copy"
          title={t("shareId")}
          onClick={() => void copy(groupAddress(location.origin, group.id), "link")}
        />
      )}
    </fieldset>
  );
}

function WhoMay({ group }: { readonly group: Group }) {
  return (
    <section>
      <Heading class="pane-title">{t("who")}</Heading>
      {whoSettings.map((name) => (
        <WhoSetting key={name} group={group} name={name} />
      ))}
      <HistorySwitch group={group} />
      <SilenceSwitch group={group} />
    </section>
  );
}

function WhoSetting({ group, name }: { readonly group: Group; readonly name: (typeof whoSettings)[number] }) {
  const { groups } = useChat().client;
  const choice = useChoice(group.settings[name], (value) => groups.edit(group.id, { settings: { [name]: value } }));
  return (
    <>
      <label class="setting">
        <span>{t(name)}</span>
        <select
          value={choice.shown}
          onChange={({ currentTarget }) => choice.set(currentTarget.value === "admins" ? "admins" : "members")}
        >
          <option value="members">{t("members")}</option>
          <option value="admins">{t("admins")}</option>
        </select>
      </label>
      <ErrorNotice error={choice.error} />
    </>
  );
}

function HistorySwitch({ group }: { readonly group: Group }) {
  const { groups } = useChat().client;
  const choice = useChoice(group.settings.historyVisible, (historyVisible) =>
    groups.edit(group.id, { settings: { historyVisible } }),
  );
  return (
    <>
      <Switch label={t("historyVisible")} on={choice.shown} onChange={choice.set} />
      <ErrorNotice error={choice.error} />
    </>
  );
}

function SilenceSwitch({ group }: { readonly group: Group }) {
  const { groups } = useChat().client;
  const choice = useChoice(group.allSilenced, (allSilenced) => groups.edit(group.id, { allSilenced }));
  return (
    <>
      <Switch label={t("allSilenced")} on={choice.shown} onChange={choice.set} />
      <ErrorNotice error={choice.error} />
    </>
  );
}
