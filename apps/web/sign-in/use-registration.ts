// Who may make an account here, and the invitation that the page was opened with.
import { KlatchError, type RegistrationMode } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import type { Account } from "../model/account.ts";
import { replace, route } from "../route/navigation.ts";
import { invitationIn } from "./invitation-link.ts";

export interface Registration {
  /** Null: not known, or the server is older. Then the form is as if anybody might. */
  readonly mode: RegistrationMode | null;
  /** As it was typed or pasted. */
  readonly invitation: string;
  readonly setInvitation: (invitation: string) => void;
  /** The token to send; undefined: there is none. It is kept in the address, which survives a reload and every refusal. */
  readonly taken: () => string | undefined;
  /** Learns from a refusal what the mode is by now, and passes it on. */
  readonly refusedWith: (error: unknown) => never;
}

/** @param isWanted an account is to be made */
export function useRegistration(account: Account, isWanted: boolean): Registration {
  const here = route.value;
  const opened = here.name === "register" ? here.token : "";
  const [mode, setMode] = useState<RegistrationMode | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (isWanted) void account.registration().then(setMode);
  }, [isWanted]);
  // Another link was opened in this tab.
  useEffect(() => setTyped(null), [opened]);
  // Whoever comes in begins at the inbox.
  useEffect(
    () => () => {
      if (route.peek().name === "register") replace({ name: "chats" });
    },
    [],
  );
  const invitation = typed ?? opened;
  const taken = (): string | undefined => {
    const token = invitationIn(invitation);
    if (token === "") return undefined;
    if (token !== opened) replace({ name: "register", token });
    return token;
  };
  const refusedWith = (error: unknown): never => {
    if (error instanceof KlatchError && error.code === "REGISTRATION_CLOSED") setMode("closed");
    if (error instanceof KlatchError && error.code === "INVITATION_NEEDED") setMode("invitation");
    throw error;
  };
  return { mode, invitation, setInvitation: setTyped, taken, refusedWith };
}
