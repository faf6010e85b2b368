// The page of privacy: what others see of this user. Each choice takes effect at once, on all devices.
import type { PrivacySettings } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { BlockedPeople } from "../blocks/blocked-people.tsx";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Switch } from "../ui/switch.tsx";
import { useChoice } from "../ui/use-choice.ts";
import { useTask } from "../ui/use-task.ts";
import { privacyWords as t } from "./privacy-words.ts";

export function PrivacyPage() {
  const { client } = useChat();
  const [stored, setStored] = useState<PrivacySettings | null>(null);
  const load = useTask(async () => setStored(await client.privacy()));
  useEffect(() => void load.run(), []);
  if (stored !== null)
    return (
      <>
        <Choices stored={stored} onStored={setStored} />
        <BlockedPeople />
      </>
    );
  if (load.error === null) return <Skeleton rows={1} kind="line" />;
  return (
    <>
      <ErrorNotice error={load.error} />
      <Button onClick={() => void load.run()}>{commonWords("retry")}</Button>
    </>
  );
}

interface ChoicesProps {
  readonly stored: PrivacySettings;
  readonly onStored: (stored: PrivacySettings) => void;
}

function Choices({ stored, onStored }: ChoicesProps) {
  const { client } = useChat();
  const receipts = useChoice(stored.receipts, async (on) => onStored(await client.setPrivacy({ receipts: on })));
  const invisible = useChoice(stored.invisible, async (on) => onStored(await client.setPrivacy({ invisible: on })));
  return (
    <>
      <section>
        <Switch label={t("invisible")} on={invisible.shown} onChange={invisible.set} />
        <p class="settings-note">{t("invisibleNote")}</p>
        <ErrorNotice error={invisible.error} />
        <Switch label={t("receipts")} on={receipts.shown} onChange={receipts.set} />
        <p class="settings-note">{t("receiptsNote")}</p>
        <ErrorNotice error={receipts.error} />
      </section>
      <section class="privacy-audiences">
        <Heading class="pane-title">{t("whoMay")}</Heading>
        {consents
          .filter((to) => to in stored)
          .map((to) => (
            <AudienceChoice key={to} to={to} stored={stored} onStored={onStored} />
          ))}
        <p class="settings-note">{t("whoMayNote")}</p>
      </section>
    </>
  );
}

const consents = ["messages", "groups", "presence", "profile", "search"] as const;
const audiences = ["everyone", "friends", "nobody"] as const;

function AudienceChoice({ to, stored, onStored }: ChoicesProps & { readonly to: (typeof consents)[number] }) {
  const { client } = useChat();
  const choice = useChoice(stored[to], async (whom) => onStored(await client.setPrivacy({ [to]: whom })));
  return (
    <>
      <SegmentedField
        label={t(to)}
        value={choice.shown}
        options={audiences.map((value) => ({ value, label: t(value) }))}
        onChange={choice.set}
      />
      <ErrorNotice error={choice.error} />
    </>
  );
}
