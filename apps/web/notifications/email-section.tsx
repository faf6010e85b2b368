// The part of the settings of notifications that is about mails: the address, and whether what is missed is written.
import type { Email, KlatchClient } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { clockTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { Fetched } from "../ui/fetched.tsx";
import { Heading } from "../ui/heading.tsx";
import { Switch } from "../ui/switch.tsx";
import { EmailDialog, RemoveEmailDialog } from "./email-dialog.tsx";
import { emailWords as t } from "./email-words.ts";

/** Until the server has said otherwise. An earlier one sends no mails. */
export const hasMails = ({ features }: KlatchClient): boolean => features?.includes("email") !== false;

interface EmailSectionProps {
  readonly digest: boolean;
  readonly onDigest: (on: boolean) => void;
}

/** Nothing where the server sends no mails. */
export function EmailSection(props: EmailSectionProps) {
  const { client } = useChat();
  return (
    <Fetched ask={() => client.email.get()} rows={2}>
      {(email, onEmail) => email.isAvailable && <OwnEmail {...props} email={email} onEmail={onEmail} />}
    </Fetched>
  );
}

interface OwnEmailProps extends EmailSectionProps {
  readonly email: Email;
  readonly onEmail: (email: Email) => void;
}

function OwnEmail({ email, onEmail, digest, onDigest }: OwnEmailProps) {
  const [asked, setAsked] = useState<"set" | "again" | "remove" | null>(null);
  const { address, pending } = email;
  const close = (): void => setAsked(null);
  return (
    <section>
      <Heading class="pane-title">{t("email")}</Heading>
      {address === null && pending === null && <p class="settings-note">{t("none")}</p>}
      {address !== null && <p class="settings-note">{t("current", { address })}</p>}
      {pending !== null && (
        <p class="settings-note" role="status">
          {t("pending", { address: pending.address, time: clockTime(pending.expiresAt) })}
        </p>
      )}
      {/* Digests that are on stay so while another address is being proven. */}
      <Switch label={t("digest")} on={digest} disabled={address === null && !digest} onChange={onDigest} />
      <p class="settings-note">{t("digestNote")}</p>
      <div class="settings-actions">
        <Button onClick={() => setAsked("set")}>{t(address === null && pending === null ? "add" : "change")}</Button>
        {pending !== null && <Button onClick={() => setAsked("again")}>{t("again")}</Button>}
        {(address !== null || pending !== null) && <Button onClick={() => setAsked("remove")}>{t("remove")}</Button>}
      </div>
      {(asked === "set" || asked === "again") && (
        <EmailDialog first={asked === "again" ? (pending?.address ?? "") : ""} onDone={onEmail} onClose={close} />
      )}
      {asked === "remove" && (
        <RemoveEmailDialog onDone={() => onEmail({ ...email, address: null, pending: null })} onClose={close} />
      )}
    </section>
  );
}
