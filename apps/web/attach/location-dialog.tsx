// Sends a place: where the device is, or what was copied from a map.
import { useState } from "preact/hooks";
import { isBlank, type Content } from "@klatch/sdk";
import { ownPosition } from "../platform/position.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { useTask } from "../ui/use-task.ts";
import { commonWords } from "../ui/common-words.ts";
import { attachWords as t } from "./attach-words.ts";
import { parsePlace } from "./parse-place.ts";

interface LocationDialogProps {
  readonly onSend: (content: Content) => void;
  readonly onClose: () => void;
}

const nameMaxChars = 128;

export function LocationDialog({ onSend, onClose }: LocationDialogProps) {
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [error, setError] = useState<string | undefined>();
  const here = useTask(async () => {
    const position = await ownPosition();
    if (position === null) return setError(t("noPosition"));
    setError(undefined);
    setText(`${position.latitude}, ${position.longitude}`);
  });
  const send = (): void => {
    const place = parsePlace(text);
    if (place === null) return setError(t("noPlace"));
    onSend({ type: "location", ...place, ...(!isBlank(name) && { name: name.trim() }) });
    onClose();
  };
  return (
    <FormDialog title={t("sendLocation")} action={commonWords("send")} onSubmit={send} onClose={onClose}>
      <Field
        label={t("place")}
        value={text}
        hint={t("placeHint")}
        error={error}
        required
        autoFocus
        verbatim
        onInput={(value) => {
          setText(value);
          setError(undefined);
        }}
      />
      <Button icon="pin" busy={here.busy} onClick={() => void here.run()}>
        {t("here")}
      </Button>
      <Field label={t("name")} value={name} maxLength={nameMaxChars} onInput={setName} />
    </FormDialog>
  );
}
