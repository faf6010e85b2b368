// The sign-in page: creates an account, or signs in to an existing one.
import { KlatchError } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { route } from "../route/navigation.ts";
import type { Account } from "../model/account.ts";
import { deviceName } from "../model/device-name.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { LanguageSwitch } from "../preferences/language-switch.tsx";
import { ChallengeFrame } from "./challenge-frame.tsx";
import { Logo } from "./logo.tsx";
import { errorText } from "../text/error-text.ts";
import { UnsentMessages } from "./unsent-messages.tsx";
import { signInWords as t } from "./sign-in-words.ts";
import "./sign-in.css";

const usernamePattern = /^[A-Za-z0-9_]{3,20}$/;
const minPasswordChars = 8;

export function SignIn({ account }: { readonly account: Account }) {
  const ended = account.endedBy.value !== null;
  const unsent = account.unsent.value;
  const [isNew, setNew] = useState(!ended && unsent === null);
  const [username, setUsername] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const [visible, setVisible] = useState(false);
  const [checked, setChecked] = useState(false);

  const usernameFault = isNew && checked && !usernamePattern.test(username);
  const passwordFault = isNew && checked && password.length < minPasswordChars;

  const enter = useTask(async (challengeToken?: string) => {
    const device = { platform: "web" as const, name: deviceName(navigator.userAgent) };
    const proof = challengeToken !== undefined && { challengeToken };
    if (!isNew) return account.signIn({ username: username.trim(), password, device, ...proof });
    setChecked(true);
    if (!usernamePattern.test(username) || password.length < minPasswordChars) return;
    const name = displayName.trim();
    return account.signUp({ username, password, device, ...(name !== "" && { displayName: name }), ...proof });
  });
  const challenge = enter.error instanceof KlatchError ? enter.error.challenge : undefined;
  const taken = enter.error instanceof KlatchError && enter.error.code === "USERNAME_TAKEN";

  return (
    <main class="sign-in">
      <form
        class="sign-in-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void enter.run();
        }}
      >
        <header class="sign-in-head">
          <Logo />
          <h1>Klatch</h1>
          <p>{t("tagline")}</p>
        </header>
        {ended && <Notice kind="warning">{t("signedOut")}</Notice>}
        {!ended && route.value.name === "join" && <Notice>{t("invited")}</Notice>}
        {unsent !== null && <UnsentMessages messages={unsent.messages} />}
        <Field
          label={t("username")}
          value={username}
          onInput={setUsername}
          hint={isNew ? t("usernameHint") : undefined}
          error={usernameFault ? t("usernameFault") : taken ? errorText(enter.error) : undefined}
          autoComplete="username"
          maxLength={20}
          verbatim
          required
          autoFocus
        />
        {isNew && (
          <Field
            label={t("displayName")}
            value={displayName}
            onInput={setDisplayName}
            hint={t("displayNameHint")}
            autoComplete="name"
            maxLength={64}
          />
        )}
        <Field
          label={t("password")}
          value={password}
          onInput={setPassword}
          type={visible ? "text" : "password"}
          hint={isNew ? t("passwordHint") : undefined}
          error={passwordFault ? t("passwordFault") : undefined}
          autoComplete={isNew ? "new-password" : "current-password"}
          maxLength={128}
          verbatim
          required
          end={
            <button type="button" class="sign-in-show" aria-pressed={visible} onClick={() => setVisible(!visible)}>
              {t(visible ? "hidePassword" : "showPassword")}
            </button>
          }
        />
        {!taken && <ErrorNotice error={enter.error} />}
        {challenge !== undefined && <ChallengeFrame onMet={(token) => void enter.run(token)} />}
        <Button type="submit" kind="primary" wide busy={enter.busy}>
          {t(isNew ? "signUp" : "signIn")}
        </Button>
        <button
          type="button"
          class="sign-in-other"
          onClick={() => {
            setNew(!isNew);
            setChecked(false);
            enter.clear();
          }}
        >
          {t(isNew ? "toSignIn" : "toSignUp")}
        </button>
      </form>
      <footer class="sign-in-foot">
        <LanguageSwitch />
      </footer>
    </main>
  );
}
