// The sign-in page: creates an account, or signs in to an existing one.
import { isBlank, KlatchError } from "@klatch/sdk";
import { Suspense } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { route } from "../route/navigation.ts";
import type { Account } from "../model/account.ts";
import { deviceName } from "../model/device-name.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { useFaultFocus } from "../ui/use-fault-focus.ts";
import { useTask } from "../ui/use-task.ts";
import { errorWords } from "../text/error-words.ts";
import { meantUsername, usernameFault } from "../../text/username.ts";
import { invitationOf } from "../join/invitation-of.ts";
import { SignInCard } from "./sign-in-card.tsx";
import {
  endedText,
  invitedText,
  leavingText,
  signInFault,
  usernameFaultText,
  type SignInFault,
} from "./sign-in-fault.ts";
import { signInWords as t } from "./sign-in-words.ts";
import { useCapsLock } from "./use-caps-lock.ts";
import { useRegistration } from "./use-registration.ts";
import { lazyLayer, lazyPart } from "../ui/lazy-part.tsx";

const LeftBehind = lazyPart(() => import("./unsent-messages.tsx"));
/** Few are challenged, and a challenge needs the network anyway. */
const ChallengeFrame = lazyLayer(() => import("./challenge-frame.tsx"));

const minPasswordChars = 8;
/** More than any username has: what somebody pastes must not be cut, or nobody could say what is wrong with it. */
const maxTypedChars = 200;

/** How the form is sent beyond what is in it. */
interface Attempt {
  readonly challengeToken?: string;
  /** Keeps an account that is about to be deleted. */
  readonly restore?: boolean;
}

export function SignIn({ account }: { readonly account: Account }) {
  const { memory } = account;
  const endedBy = account.endedBy.value;
  const leavingUntil = account.leavingUntil.value;
  const isInvited = route.value.name === "register";
  const wasHere = memory.wasHere.value || endedBy !== null || account.unsent.all.value.length > 0;
  const [isNew, setNew] = useState(isInvited || !wasHere);
  const [username, setUsername] = useState(memory.username.value);
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const [checked, setChecked] = useState(false);
  /** How often the form was sent in vain: after each time the focus moves. */
  const [refused, setRefused] = useState(0);
  const body = useRef<HTMLDivElement>(null);
  const [capsLock, watchKeys] = useCapsLock();
  // Another link was opened in this tab.
  useEffect(() => {
    if (isInvited) setNew(true);
  }, [isInvited]);
  // It survives the tab, too, until somebody signs in here.
  const here = route.value;
  const invitedTo = invitationOf(here);
  useEffect(() => {
    if (invitedTo !== null) account.invitations.keep(null, invitedTo);
  }, [here]);

  const registration = useRegistration(account, isNew);
  const isClosed = isNew && registration.mode === "closed";

  const enter = useTask(async ({ challengeToken, restore }: Attempt = {}) => {
    const device = { platform: "web" as const, name: deviceName(navigator.userAgent) };
    const proof = challengeToken !== undefined && { challengeToken };
    const meant = meantUsername(username);
    setUsername(meant);
    if (!isNew)
      return account.signIn({ username: meant, password, device, ...proof, ...(restore === true && { restore }) });
    setChecked(true);
    const invitation = registration.taken();
    if (usernameFault(meant) !== null || password.length < minPasswordChars) return;
    if (registration.mode === "invitation" && invitation === undefined) return;
    const name = displayName.trim();
    const told = { ...(!isBlank(name) && { displayName: name }), ...(invitation !== undefined && { invitation }) };
    return account.signUp({ username: meant, password, device, ...told, ...proof }).catch(registration.refusedWith);
  });
  const challenge = enter.error instanceof KlatchError ? enter.error.challenge : undefined;
  const fault = signInFault(enter.error, isNew);
  const isLeaving = enter.error instanceof KlatchError && enter.error.code === "ACCOUNT_LEAVING";
  const faultOf = (field: SignInFault["field"]): string | undefined =>
    fault?.field === field ? fault.text : undefined;
  const showsInvitation = isNew && (registration.mode === "invitation" || isInvited || fault?.field === "invitation");
  const ownFault = (isFaulty: boolean, text: string): string | undefined =>
    isNew && checked && isFaulty ? text : undefined;
  const nameFault = isNew && checked ? usernameFault(meantUsername(username)) : null;
  const submit = async (attempt?: Attempt): Promise<void> => {
    await enter.run(attempt);
    setRefused((times) => times + 1);
  };
  // To the field that is to be mended; a name and a password that do not fit are mended at the password.
  useFaultFocus(body, refused, enter.error === null ? null : '[type="password"]');

  return (
    <SignInCard title="Klatch" text={t("tagline")} onSubmit={() => void submit()}>
      {endedBy !== null && <Notice kind="warning">{endedText(endedBy)}</Notice>}
      {leavingUntil !== null && !isLeaving && <Notice>{leavingText(leavingUntil)}</Notice>}
      {endedBy === null && invitedTo !== null && <Notice>{invitedText(invitedTo)}</Notice>}
      {isClosed && <Notice kind="warning">{errorWords("REGISTRATION_CLOSED")}</Notice>}
      {isNew && !isClosed && isInvited && <Notice>{t("youAreInvited")}</Notice>}
      {isNew && registration.mode === "invitation" && !isInvited && <Notice>{t("onlyInvited")}</Notice>}
      {(account.unsent.all.value.length > 0 || account.untold.count.value > 0) && (
        <Suspense fallback={null}>
          <LeftBehind book={account.unsent} isUntold={account.untold.count.value > 0} />
        </Suspense>
      )}
      {!isClosed && (
        <div ref={body} class="sign-in-fields" onKeyDown={watchKeys} onKeyUp={watchKeys}>
          <Field
            label={t("username")}
            name="username"
            value={username}
            onInput={setUsername}
            hint={isNew ? t(/[A-Z]/.test(username) ? "usernameCapitals" : "usernameHint") : undefined}
            error={nameFault === null ? faultOf("username") : usernameFaultText(nameFault)}
            autoComplete="username"
            maxLength={maxTypedChars}
            verbatim
            required
            autoFocus={username === ""}
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
            name="password"
            value={password}
            onInput={setPassword}
            type="password"
            hint={capsLock ? t("capsLock") : isNew ? t("passwordHint") : undefined}
            error={ownFault(password.length < minPasswordChars, t("passwordFault")) ?? faultOf("password")}
            autoComplete={isNew ? "new-password" : "current-password"}
            maxLength={128}
            verbatim
            required
            autoFocus={username !== ""}
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
          {fault?.field === null && <Notice kind={isLeaving ? "warning" : "danger"}>{fault.text}</Notice>}
          {isLeaving && (
            <Button wide busy={enter.busy} onClick={() => void submit({ restore: true })}>
              {t("keepAccount")}
            </Button>
          )}
          {challenge !== undefined && (
            <Suspense fallback={null}>
              <ChallengeFrame onMet={(challengeToken) => void submit({ challengeToken })} />
            </Suspense>
          )}
          <Button type="submit" kind="primary" wide busy={enter.busy}>
            {t(isNew ? "signUp" : "signIn")}
          </Button>
        </div>
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
