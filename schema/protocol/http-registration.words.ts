// The API documents' texts for registration and invitations. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { invitationId, timeMs } from "./examples/story.ts";
import { reasonWords } from "./http-operators.words.ts";
import {
  invitationShape,
  invitationsResultShape,
  invitationTokenResultShape,
  makeInvitationBodyShape,
  registrationResultShape,
  setRegistrationBodyShape,
} from "./http-registration.ts";

const mode = "Who may make an account: `open`: anybody; `invitation`: whoever has one; `closed`: nobody.";

const invitation = {
  invitationId,
  createdAt: timeMs,
  by: "olga",
  reason: "the team of the bakery",
  uses: 10,
  used: 0,
  expiresAt: timeMs + 7 * 86_400_000,
  revokedAt: null,
};

export const registrationComponents = {
  RegistrationResult: fromServer(registrationResultShape, "Who may make an account.", { mode: "invitation" }, { mode }),
  SetRegistrationBody: fromClient(
    setRegistrationBodyShape,
    "Says who may make an account from now on.",
    { mode: "invitation", reason: "too many bots" },
    { mode, reason: reasonWords },
  ),
  Invitation: fromServer(invitationShape, "An invitation to make an account.", invitation, {
    invitationId: "The invitation's id; its token is shown once, when it is made.",
    createdAt: "When it was made, in milliseconds since 1970.",
    by: "The operator's name.",
    reason: "Why it was made, as the operator said.",
    uses: "How many accounts may be made with it.",
    used: "How many accounts were made with it.",
    expiresAt: "It works until then, in milliseconds since 1970.",
    revokedAt: "When it was revoked, in milliseconds since 1970; null: it was not.",
  }),
  InvitationsResult: fromServer(invitationsResultShape, "A page of the invitations, the newest first.", {
    items: [invitation],
    next: null,
  }),
  MakeInvitationBody: fromClient(
    makeInvitationBodyShape,
    "A new invitation.",
    { uses: 10, expiresAt: invitation.expiresAt, reason: invitation.reason },
    {
      uses: "How many accounts may be made with it.",
      expiresAt: "It works until then, in milliseconds since 1970, which lies ahead.",
      reason: reasonWords,
    },
  ),
  InvitationToken: fromServer(
    invitationTokenResultShape,
    "An invitation and its token.",
    { invitation, token: "kX3v9QmT7bWc2LdR8yNf5JpS1hZg4AeU" },
    {
      token:
        "What to pass on, as `invitation` of a registration or in the web client's address `#/register/<token>`. It is shown in this answer only: the server keeps a hash of it.",
    },
  ),
} as const satisfies Record<string, Component>;
