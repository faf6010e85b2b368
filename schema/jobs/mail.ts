// The payload of the job `mail`: a user is to get a mail. To where, and what it says, their session says when it is asked.
import * as v from "valibot";
import { userIdShape } from "../protocol/ids.ts";

/** `proof`: the link that proves an address. `digest`: what they have missed for a day. */
export const mailKinds = ["proof", "digest"] as const;
export type MailKind = (typeof mailKinds)[number];

export const mailJobShape = v.object({ userId: userIdShape, what: v.picklist(mailKinds) });
