// A new operator or moderator: a name for the audit log, a role, and why.
import { useState } from "preact/hooks";
import { Field } from "../ui/field.tsx";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { ActDialog } from "./act-dialog.tsx";
import type { OperatorBody, OperatorRole } from "./admin-calls.ts";
import { operatorWords as t } from "./operator-words.ts";

const roles = ["moderator", "operator"] as const satisfies readonly OperatorRole[];
const namePattern = /^[a-z][a-z0-9_-]{1,31}$/;

interface AddOperatorDialogProps {
  readonly act: (operator: OperatorBody) => Promise<unknown>;
  readonly onClose: () => void;
}

export function AddOperatorDialog({ act, onClose }: AddOperatorDialogProps) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<OperatorRole>("moderator");
  const isName = namePattern.test(name.trim());
  return (
    <ActDialog
      title={t("addOperator")}
      text={t(`roleText.${role}`)}
      action={t("add")}
      isReady={isName}
      isFieldFirst
      act={(reason) => act({ name: name.trim(), role, reason })}
      onClose={onClose}
    >
      <Field
        label={t("name")}
        hint={t("operatorNameHint")}
        error={name === "" || isName ? undefined : t("operatorNameFault")}
        value={name}
        onInput={setName}
        maxLength={32}
        verbatim
        required
        autoFocus
      />
      <SegmentedField
        label={t("role")}
        value={role}
        options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        onChange={setRole}
      />
    </ActDialog>
  );
}
