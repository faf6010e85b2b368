// The routes of registration and invitations, for operators.
import { actBodyShape } from "../http-operators.ts";
import {
  invitationsQueryShape,
  invitationsResultShape,
  invitationTokenResultShape,
  makeInvitationBodyShape,
  registrationResultShape,
  setRegistrationBodyShape,
} from "../http-registration.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const registrationRoutes = {
  getRegistrationMode: route({
    method: "GET",
    path: "/api/admin/registration",
    who: "operator",
    answers: { 200: registrationResultShape },
  }),
  setRegistrationMode: route({
    method: "PUT",
    path: "/api/admin/registration",
    who: "operator",
    body: setRegistrationBodyShape,
    answers: { 200: registrationResultShape },
  }),
  listInvitations: route({
    method: "GET",
    path: "/api/admin/invitations",
    who: "operator",
    query: invitationsQueryShape,
    answers: { 200: invitationsResultShape },
  }),
  makeInvitation: route({
    method: "POST",
    path: "/api/admin/invitations",
    who: "operator",
    body: makeInvitationBodyShape,
    answers: { 201: invitationTokenResultShape },
    codes: ["TOO_MANY"],
    limits: ["maxInvitations", "maxInvitationUses"],
  }),
  revokeInvitation: route({
    method: "DELETE",
    path: "/api/admin/invitations/:invitationId",
    who: "operator",
    segments: { invitationId: segment.invitationId },
    body: actBodyShape,
    answers: { 204: null },
  }),
} as const;

export const registrationWords: WordsOf<typeof registrationRoutes> = {
  getRegistrationMode: {
    summary: "See who may make an account",
    description: "The mode in force, read now.",
    answers: { 200: "The mode." },
  },
  setRegistrationMode: {
    summary: "Say who may make an account",
    description:
      "Opens registration to anybody, to whoever has an invitation, or to nobody. No account is made against it once this has returned. Accounts that exist are not concerned. `GET /api/auth/registration` may show the mode before for a minute.",
    answers: { 200: "It holds." },
  },
  listInvitations: {
    summary: "List the invitations",
    description: "All invitations, the newest first, also those that do not work any more.",
    query: {
      cursor: {
        description: "The `next` of the page before.",
        example: `1795000000000_${segment.invitationId.example}`,
      },
    },
    answers: { 200: "A page of them." },
  },
  makeInvitation: {
    summary: "Make an invitation",
    description: "Makes an invitation whose token this answer shows and no other.",
    answers: { 201: "The invitation and its token." },
  },
  revokeInvitation: {
    summary: "Revoke an invitation",
    description: "No account is made with it once this has returned. `NOT_FOUND`: there is none that works.",
    answers: { 204: "It does not work any more." },
  },
};
