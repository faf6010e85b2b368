// The sign-in page: creates an account, or signs in to an existing one.
import { KlatchError } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { route } from "../route/navigation.ts";
import type { Account } from "../model/account.ts";
import { deviceName } from "../model/device-name.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { errorWords } from "../text/error-words.ts";
import { ChallengeFrame } from "./challenge-frame.tsx";
import { SignInCard } from "./sign-in-card.tsx";
import { endedText, signInFault, type SignInFault } from "./sign-in-fault.ts";
import { UnsentMessages } from "./unsent-messages.tsx";
import { signInWords as t } from "./sign-in-words.ts";
import { useRegistration } from "./use-registration.ts";

const usernamePattern = /^[A-Za-z0-9_]{3,20}$/;
const minPasswordChars = 8;

export function SignIn({ account }: { readonly account: Account }) {
  const endedBy = account.endedBy.value;
  const isInvited = route.value.name === "register";
  const [isNew, setNew] = useState(isInvited || (endedBy === null && account.unsent.all.value.length === 0));
  const [username, setUsername] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const [checked, setChecked] = useState(false);

  const registration = useRegistration(account, isNew);
  const isClosed = isNew && registration.mode === "closed";

  const enter = useTask(async (challengeToken?: string) => {
    const device = { platform: "web" as const, name: deviceName(navigator.userAgent) };
    const proof = challengeToken !== undefined && { challengeToken };
    if (!isNew) return account.signIn({ username: username.trim(), password, device, ...proof });
    setChecked(true);
    const invitation = registration.taken();
    if (!usernamePattern.test(username) || password.length < minPasswordChars) return;
    if (registration.mode === "invitation" && invitation === undefined) return;
    const name = displayName.trim();
    const told = { ...(name !== "" && { displayName: name }), ...(invitation !== undefined && { invitation }) };
    return account.signUp({ username, password, device, ...told, ...proof }).catch(registration.refusedWith);
  });
  const challenge = enter.error instanceof KlatchError ? enter.error.challenge : undefined;
  const fault = signInFault(enter.error, isNew);
  const faultOf = (field: SignInFault["field"]): string | undefined =>
    fault?.field === field ? fault.text : undefined;
  const showsInvitation = isNew && (registration.mode === "invitation" || isInvited || fault?.field === "invitation");
  const ownFault = (isFaulty: boolean, text: string): string | undefined =>
    isNew && checked && isFaulty ? text : undefined;

  return (
    <SignInCard title="Klatch" text={t("tagline")} onSubmit={() => void enter.run()}>
      {endedBy !== null && <Notice kind="warning">{endedText(endedBy)}</Notice>}
      {endedBy === null && route.value.name === "join" && <Notice>{t("invited")}</Notice>}
      {isClosed && <Notice kind="warning">{errorWords("REGISTRATION_CLOSED")}</Notice>}
      {isNew && !isClosed && isInvited && <Notice>{t("youAreInvited")}</Notice>}
      {isNew && registration.mode === "invitation" && !isInvited && <Notice>{t("onlyInvited")}</Notice>}
      <UnsentMessages book={account.unsent} />
      {!isClosed && (
        <>
          <Field
            label={t("username")}
            value={username}
            onInput={setUsername}
            hint={isNew ? t("usernameHint") : undefined}
            error={ownFault(!usernamePattern.test(username), t("usernameFault")) ?? faultOf("username")}
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
              error={faultOf("displayName")}
              autoComplete="name"
              maxLength={64}
            />
          )}
          <Field
            label={t("password")}
            value={password}
            onInput={setPassword}
            type="password"
            hint={isNew ? t("passwordHint") : undefined}
            error={ownFault(password.length < minPasswordChars, t("passwordFault")) ?? faultOf("password")}
            autoComplete={isNew ? "new-password" : "current-password"}
            maxLength={128}
            verbatim
            required
          />
          {showsInvitation && (
            <Field
              label={t("invitation")}
              value={registration.invitation}
              onInput={registration.setInvitation}
              hint={t("invitationHint")}
              error={faultOf("invitation") ?? ownFault(registration.invitation.trim() === "", t("invitationFault"))}
              verbatim
              required={registration.mode === "invitation"}
            />
          )}
          {fault?.field === null && <Notice kind="danger">{fault.text}</Notice>}
          {challenge !== undefined && <ChallengeFrame onMet={(token) => void enter.run(token)} />}
          <Button type="submit" kind="primary" wide busy={enter.busy}>
            {t(isNew ? "signUp" : "signIn")}
          </Button>
        </>
      )}
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
    </SignInCard>
  );
}
