// A new invitation: how many people may use it, until when, and why.
import { useState } from "preact/hooks";
import { Field } from "../ui/field.tsx";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { ActDialog } from "./act-dialog.tsx";
import type { InvitationBody } from "./admin-calls.ts";
import { operatorWords as t } from "./operator-words.ts";
import { registrationWords as r } from "./registration-words.ts";
import { lastingTerms, untilOf, type LastingTerm } from "./terms.ts";

const mostUses = 1_000;

interface InviteDialogProps {
  readonly act: (invitation: InvitationBody) => Promise<unknown>;
  readonly onClose: () => void;
}

export function InviteDialog({ act, onClose }: InviteDialogProps) {
  const [uses, setUses] = useState("1");
  const [term, setTerm] = useState<LastingTerm>("week");
  const count = Number(uses);
  const isCount = Number.isInteger(count) && count >= 1 && count <= mostUses;
  return (
    <ActDialog
      title={r("invite")}
      text={r("inviteText")}
      action={t("make")}
      isReady={isCount}
      isFieldFirst
      act={(reason) => act({ uses: count, expiresAt: untilOf(term, Date.now()), reason })}
      onClose={onClose}
    >
      <Field
        label={r("uses")}
        type="number"
        min={1}
        value={uses}
        onInput={setUses}
        error={isCount ? undefined : r("usesFault", { most: mostUses })}
        required
        autoFocus
      />
      <SegmentedField
        label={t("expires")}
        value={term}
        options={lastingTerms.map((value) => ({ value, label: t(`term.${value}`) }))}
        onChange={setTerm}
      />
    </ActDialog>
  );
}
