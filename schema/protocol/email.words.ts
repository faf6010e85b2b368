// The API documents' texts for e-mail addresses. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import {
  confirmEmailBodyShape,
  emailBodyShape,
  emailConfirmedShape,
  emailShape,
  pendingEmailShape,
  removeEmailBodyShape,
} from "./email.ts";
import { timeMs } from "./examples/story.ts";
import { exampleMailToken } from "./routes/email.ts";

export const emailComponents = {
  PendingEmail: fromServer(
    pendingEmailShape,
    "An address that is to be proven.",
    { address: "alice@example.org", expiresAt: timeMs },
    { address: "Where a mail was sent to.", expiresAt: "Until then its link works, in milliseconds since 1970." },
  ),
  Email: fromServer(
    emailShape,
    "Where the caller gets mails.",
    { isAvailable: true, address: "alice@example.com", pending: { address: "alice@example.org", expiresAt: timeMs } },
    {
      isAvailable: "Whether this deployment sends mails.",
      address: "The address that was proven; null: none.",
      pending:
        "An address that a mail was sent to, and that takes the other's place once the link in it is opened; null: none.",
    },
  ),
  EmailBody: fromClient(
    emailBodyShape,
    "Another e-mail address of the caller's.",
    { address: "alice@example.org", password: "correct horse battery" },
    { address: "A mail with a link goes there.", password: "The current password." },
  ),
  RemoveEmailBody: fromClient(
    removeEmailBodyShape,
    "The end of the caller's e-mail address.",
    { password: "correct horse battery" },
    { password: "The current password." },
  ),
  ConfirmEmailBody: fromClient(
    confirmEmailBodyShape,
    "What the link in a mail says.",
    { token: exampleMailToken },
    { token: "Of the link, behind its `#`." },
  ),
  EmailConfirmed: fromServer(
    emailConfirmedShape,
    "The address is proven.",
    { address: "alice@example.org" },
    { address: "Where its user gets mails from now on." },
  ),
} as const satisfies Record<string, Component>;
