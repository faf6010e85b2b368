// The page of privacy: what others see of this user. Each choice takes effect at once, on all devices.
import type { PrivacySettings } from "@klatch/sdk";
import { BlockedPeople } from "../blocks/blocked-people.tsx";
import { useChat } from "../model/chat-context.ts";
import { Fetched } from "../ui/fetched.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { Switch } from "../ui/switch.tsx";
import { useChoice } from "../ui/use-choice.ts";
import { privacyWords as t } from "./privacy-words.ts";

const switches = ["invisible", "receipts"] as const;
const consents = ["messages", "groups", "presence", "receiptsFor", "profile", "search"] as const;
const audiences = ["everyone", "friends", "nobody"] as const;

export function PrivacyPage() {
  const { client } = useChat();
  return (
    <Fetched ask={() => client.privacy()} rows={1}>
      {(stored, onStored) => (
        <>
          <Choices stored={stored} onStored={onStored} />
          <BlockedPeople />
        </>
      )}
    </Fetched>
  );
}

interface ChoicesProps {
  readonly stored: PrivacySettings;
  readonly onStored: (stored: PrivacySettings) => void;
}

function Choices(props: ChoicesProps) {
  return (
    <>
      <section>
        {switches
          // On and off only, as an earlier server has it.
          .filter((name) => name !== "receipts" || !("receiptsFor" in props.stored))
          .map((name) => (
            <SwitchChoice key={name} name={name} {...props} />
          ))}
      </section>
      <section class="privacy-audiences">
        <Heading class="pane-title">{t("whoMay")}</Heading>
        {consents
          // An earlier server does not know all of them.
          .filter((name) => name in props.stored)
          .map((name) => (
            <AudienceChoice key={name} name={name} {...props} />
          ))}
        <p class="settings-note">{t("whoMayNote")}</p>
        {"receiptsFor" in props.stored && <p class="settings-note">{t("receiptsForNote")}</p>}
      </section>
    </>
  );
}

function SwitchChoice({ name, stored, onStored }: ChoicesProps & { readonly name: (typeof switches)[number] }) {
  const { client } = useChat();
  const choice = useChoice(stored[name], async (on) => onStored(await client.setPrivacy({ [name]: on })));
  return (
    <>
      <Switch label={t(name)} on={choice.shown} onChange={choice.set} />
      <p class="settings-note">{t(`${name}Note`)}</p>
      <ErrorNotice error={choice.error} />
    </>
  );
}

function AudienceChoice({ name, stored, onStored }: ChoicesProps & { readonly name: (typeof consents)[number] }) {
  const { client } = useChat();
  const choice = useChoice(stored[name], async (whom) => onStored(await client.setPrivacy({ [name]: whom })));
  return (
    <>
      <SegmentedField
        label={t(name)}
        value={choice.shown}
        options={audiences.map((value) => ({ value, label: t(value) }))}
        onChange={choice.set}
      />
      <ErrorNotice error={choice.error} />
    </>
  );
}
