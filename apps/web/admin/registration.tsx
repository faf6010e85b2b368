// The page of registration: who may make an account, and the invitations.
import { useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { say } from "../ui/toasts.tsx";
import { ActDialog } from "./act-dialog.tsx";
import type { RegistrationMode } from "./admin-calls.ts";
import { Invitations } from "./invitations.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { registrationWords as r } from "./registration-words.ts";
import { PageMain } from "./page-main.tsx";
import { useAsked } from "./use-asked.ts";
import "../ui/switch.css";
import "./registration.css";

const modes = ["open", "invitation", "closed"] as const satisfies readonly RegistrationMode[];

export function Registration() {
  const { calls } = useOperator();
  const [chosen, setChosen] = useState<RegistrationMode | null>(null);
  const [asking, setAsking] = useState(false);
  const registration = useAsked(() => calls.call("GET /api/admin/registration", {}));
  const mode = registration.value?.mode ?? null;
  const next = chosen ?? mode;
  return (
    <PageMain title={t("page.registration")} text={r("registrationText")} error={registration.error}>
      {mode !== null && next !== null && (
        <section class="admin-section">
          <fieldset class="choices">
            <legend class="visually-hidden">{r("mode")}</legend>
            {modes.map((value) => (
              <label key={value} class="choice admin-choice">
                <input
                  type="radio"
                  name="registration-mode"
                  checked={value === next}
                  onChange={() => setChosen(value)}
                />
                <span>
                  <b>{r(`mode.${value}`)}</b> {value === mode && <span class="admin-tag">{t("now")}</span>}
                  <span class="admin-note">{r(`modeText.${value}`)}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <Button kind="primary" disabled={next === mode} onClick={() => setAsking(true)}>
            {t("change")}
          </Button>
        </section>
      )}
      <section class="admin-section">
        <Heading class="admin-section-title">{r("invitations")}</Heading>
        <Invitations />
      </section>
      {asking && next !== null && (
        <ActDialog
          title={r(`modeTitle.${next}`)}
          text={r(`modeText.${next}`)}
          action={t("change")}
          act={async (reason) => {
            await calls.call("PUT /api/admin/registration", { body: { mode: next, reason } });
            say(r("done.registration"));
            await registration.again();
            setChosen(null);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </PageMain>
  );
}
