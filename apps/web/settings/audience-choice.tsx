// Whom something of this user is open to: one of the choices of privacy. It takes effect at once, on all devices.
import type { PrivacySettings } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { useChoice } from "../ui/use-choice.ts";
import { privacyWords as t } from "./privacy-words.ts";

const audiences = ["everyone", "friends", "nobody"] as const;

interface AudienceChoiceProps {
  readonly of: "profile" | "search";
  readonly stored: PrivacySettings;
  readonly onStored: (stored: PrivacySettings) => void;
}

export function AudienceChoice({ of, stored, onStored }: AudienceChoiceProps) {
  const { client } = useChat();
  const choice = useChoice(stored[of], async (audience) => onStored(await client.setPrivacy({ [of]: audience })));
  return (
    <section>
      <SegmentedField
        label={t(of)}
        value={choice.shown}
        options={audiences.map((value) => ({ value, label: t(`audience.${value}`) }))}
        onChange={choice.set}
      />
      <p class="settings-note">{t(`${of}Note`)}</p>
      <ErrorNotice error={choice.error} />
    </section>
  );
}
