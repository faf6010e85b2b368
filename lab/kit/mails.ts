// Mails as the local stand-in for the mail service shows them (`tools/run/mail-room-worker.ts`).
import * as v from "valibot";

const mailShape = v.object({
  to: v.string(),
  from: v.object({ name: v.string(), email: v.string() }),
  subject: v.string(),
  text: v.string(),
  html: v.string(),
  headers: v.record(v.string(), v.string()),
});
export type ShownMail = v.InferOutput<typeof mailShape>;

/** To this address, the oldest first. @param mails what `GET /mails` answers */
export const mailsFor = (address: string, mails: unknown): readonly ShownMail[] =>
  v
    .parse(v.array(mailShape), mails)
    .filter(({ to }) => to === address)
    .toReversed();

/** What the link in a mail to this page says; "": there is none. */
export const linkIn = (mail: ShownMail | undefined, page: "confirm-email" | "stop-emails"): string =>
  new RegExp(`#/${page}/(\\S+)`).exec(mail?.text ?? "")?.[1] ?? "";
