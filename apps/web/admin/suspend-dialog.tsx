// Suspends a person: for how long, and why.
import { useState } from "preact/hooks";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { ActDialog } from "./act-dialog.tsx";
import { operatorWords as t } from "./operator-words.ts";
import { endOf, terms, type Term } from "./terms.ts";

interface SuspendDialogProps {
  readonly name: string;
  /** `until`: null for a suspension without an end. */
  readonly act: (until: number | null, reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

export function SuspendDialog({ name, act, onClose }: SuspendDialogProps) {
  const [term, setTerm] = useState<Term>("week");
  return (
    <ActDialog
      title={t("suspendTitle", { name })}
      text={t("suspendText", { name })}
      action={t("suspend")}
      isDanger
      act={(reason) => act(endOf(term, Date.now()), reason)}
      onClose={onClose}
    >
      <SegmentedField
        label={t("howLong")}
        value={term}
        options={terms.map((value) => ({ value, label: t(`term.${value}`) }))}
        onChange={setTerm}
      />
    </ActDialog>
  );
}
