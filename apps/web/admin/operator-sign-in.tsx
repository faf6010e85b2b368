// An operator comes in: a token is pasted, and this tab keeps it until it is closed.
import { useState } from "preact/hooks";
import { LanguageSwitch } from "../preferences/language-switch.tsx";
import { replace } from "../route/navigation.ts";
import { Logo } from "../sign-in/logo.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { operatorErrorText } from "./operator-error.ts";
import type { OperatorSession } from "./operator-session.ts";
import { operatorWords as t } from "./operator-words.ts";
import "../sign-in/sign-in.css";

interface OperatorSignInProps {
  readonly session: OperatorSession;
  /** Why the token that the tab had did not help. */
  readonly error: unknown;
  readonly busy: boolean;
}

export function OperatorSignIn({ session, error, busy }: OperatorSignInProps) {
  const [token, setToken] = useState("");
  const enter = useTask(() => session.enter(token));
  const fault = enter.error ?? error;
  return (
    <main class="sign-in">
      <form
        class="sign-in-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== "") void enter.run();
        }}
      >
        <header class="sign-in-head">
          <Logo />
          <h1>{t("signInTitle")}</h1>
          <p>{t("signInText")}</p>
        </header>
        {session.isRefused.value && fault === null && <Notice kind="warning">{t("refused")}</Notice>}
        <Field
          label={t("token")}
          hint={t("tokenHint")}
          type="secret"
          value={token}
          onInput={setToken}
          verbatim
          required
          autoFocus
        />
        {fault !== null && <Notice kind="danger">{operatorErrorText(fault)}</Notice>}
        <Button type="submit" kind="primary" wide busy={enter.busy || busy}>
          {t("enter")}
        </Button>
        <button type="button" class="sign-in-other" onClick={() => replace({ name: "inbox" })}>
          {t("toKlatch")}
        </button>
      </form>
      <footer class="sign-in-foot">
        <LanguageSwitch />
      </footer>
    </main>
  );
}
