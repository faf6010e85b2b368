// Takes a link that somebody was given: to a group or to a person.
import { useState } from "preact/hooks";
import { go } from "../route/navigation.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Row } from "../ui/row.tsx";
import { newChatWords as t } from "./new-chat-words.ts";
import { placeOfLink } from "./place-of-link.ts";

export function PasteLink() {
  const [open, setOpen] = useState(false);
  const [link, setLink] = useState("");
  const [fault, setFault] = useState(false);
  if (!open) return <Row icon="link" title={t("byLink")} note={t("byLinkHint")} onClick={() => setOpen(true)} />;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        const to = placeOfLink(link);
        setFault(to === null);
        if (to !== null) go(to);
      }}
    >
      <Field
        label={t("link")}
        value={link}
        onInput={(text) => {
          setLink(text);
          setFault(false);
        }}
        error={fault ? t("linkFault") : undefined}
        verbatim
        autoFocus
        action={
          <Button type="submit" kind="primary">
            {t("openLink")}
          </Button>
        }
      />
    </form>
  );
}
