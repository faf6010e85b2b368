// The routes of a user's e-mail address, and of the links in mails.
import {
  confirmEmailBodyShape,
  emailBodyShape,
  emailConfirmedShape,
  emailShape,
  removeEmailBodyShape,
  stopEmailsQueryShape,
} from "../email.ts";
import { route, type WordsOf } from "./route.ts";
import { reading } from "./spends.ts";

export const emailRoutes = {
  getEmail: route({
    method: "GET",
    path: "/api/me/email",
    who: "user",
    spends: reading,
    answers: { 200: emailShape },
  }),
  putEmail: route({
    method: "PUT",
    path: "/api/me/email",
    who: "user",
    spends: ["requests", "emails"],
    body: emailBodyShape,
    answers: { 200: emailShape },
    codes: ["NOT_FOUND", "WRONG_PASSWORD"],
    limits: [
      "emailMaxChars",
      "emailProofMs",
      "LIMIT_LOGIN_FAILURES",
      "LIMIT_EMAILS_TO_ADDRESS_PER_DAY",
      "LIMIT_ALL_EMAILS_PER_DAY",
    ],
  }),
  removeEmail: route({
    method: "DELETE",
    path: "/api/me/email",
    who: "user",
    spends: reading,
    body: removeEmailBodyShape,
    answers: { 204: null },
    codes: ["WRONG_PASSWORD"],
    limits: ["LIMIT_LOGIN_FAILURES"],
  }),
  confirmEmail: route({
    method: "POST",
    path: "/api/email/confirm",
    who: "anonymous",
    body: confirmEmailBodyShape,
    answers: { 200: emailConfirmedShape },
    codes: ["LINK_NOT_VALID"],
    limits: ["emailProofMs"],
  }),
  stopEmails: route({
    method: "POST",
    path: "/api/email/stop",
    who: "anonymous",
    query: stopEmailsQueryShape,
    answers: { 204: null },
    codes: ["LINK_NOT_VALID"],
  }),
} as const;

export const exampleMailToken = `user_1ha8d4n6p2r9s3j7e5g0k1m4xq.${"0123456789abcdef".repeat(2)}.${"fedcba9876543210".repeat(2)}`;

export const emailWords: WordsOf<typeof emailRoutes> = {
  getEmail: {
    summary: "Read my e-mail address",
    description: "The address that was proven, and the one that is to take its place.",
    answers: { 200: "The addresses." },
  },
  putEmail: {
    summary: "Set my e-mail address",
    description:
      "Sends a mail with a link to this address. Once the link is opened, within 15 minutes, the address takes the place of the one before. A later call takes the place of an earlier one, whose link does not work any more. Needs the current password; a wrong one counts like a wrong password at a sign-in on this device. `NOT_FOUND`: this deployment sends no mails.",
    answers: { 200: "The mail will be sent." },
  },
  removeEmail: {
    summary: "Remove my e-mail address",
    description:
      "From now on no mail is sent to the caller, and links in earlier mails do nothing. Needs the current password. What is so already stays so.",
    answers: { 204: "The caller has no address." },
  },
  confirmEmail: {
    summary: "Prove an e-mail address",
    description:
      "Called by the page that the link in a mail opens. `LINK_NOT_VALID`: it is older than 15 minutes, or another address was asked for or proven since. A repeat answers alike.",
    answers: { 200: "The address is its user's." },
  },
  stopEmails: {
    summary: "Stop mails about missed messages",
    description:
      "Called by the page that the link in a mail opens, or by a program for mails (RFC 8058). Turns `emailDigest` off, for the user whose mail it was, if mails still go to that address. A repeat answers alike. What the body says is not read.",
    query: { link: { description: "Of the link in the mail.", example: exampleMailToken } },
    answers: { 204: "No such mail is sent any more." },
  },
};
