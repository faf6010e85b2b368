// What a user lets others do and see: their own choices, the same for all who are not blocked.
import * as v from "valibot";
import { strictShape } from "./shape.ts";

export const audienceShape = v.picklist(["everyone", "friends", "nobody"]);
/** Whom something is open to. Who is blocked is never meant. */
export type Audience = v.InferOutput<typeof audienceShape>;

/** What a user gives consent to, each to an audience of its own. */
const consentFields = {
  /** Who may begin a conversation with this user. */
  messages: audienceShape,
  /** Who may put this user into a group. */
  groups: audienceShape,
  /** Who sees whether this user is online. */
  presence: audienceShape,
  /** Who sees what this user tells of themselves, beside names and picture. */
  profile: audienceShape,
  /** Who finds this user by a search. */
  search: audienceShape,
} as const;

export const consentShape = strictShape(consentFields);
export type Consents = v.InferOutput<typeof consentShape>;
export type ConsentTo = keyof Consents;

/** Of a user who has never chosen. */
export const defaultConsents: Consents = {
  messages: "everyone",
  groups: "everyone",
  presence: "friends",
  profile: "everyone",
  search: "everyone",
};

/**
 * `receiptsFor`: who sees how far this user has read. `receipts`: the same for clients that know on and off only; false:
 * nobody. `invisible`: nobody sees that they are there.
 */
export const privacyShape = strictShape({
  receipts: v.boolean(),
  receiptsFor: audienceShape,
  invisible: v.boolean(),
  ...consentFields,
});
export type PrivacySettings = v.InferOutput<typeof privacyShape>;

const { messages, groups, presence, profile, search } = consentFields;

/** Whether both ways to choose receipts, where both are there, mean the same. */
const isOneChoice = (patch: { readonly receipts?: boolean; readonly receiptsFor?: Audience }): boolean =>
  patch.receipts === undefined ||
  patch.receiptsFor === undefined ||
  patch.receipts === (patch.receiptsFor !== "nobody");

/** What is left out stays as it is. `receipts: true` changes nothing if somebody sees them already. */
export const privacyPatchShape = v.pipe(
  strictShape({
    receipts: v.exactOptional(v.boolean()),
    receiptsFor: v.exactOptional(audienceShape),
    invisible: v.exactOptional(v.boolean()),
    messages: v.exactOptional(messages),
    groups: v.exactOptional(groups),
    presence: v.exactOptional(presence),
    profile: v.exactOptional(profile),
    search: v.exactOptional(search),
  }),
  v.check((patch) => Object.keys(patch).length > 0, "nothing to change"),
  v.check((patch) => isOneChoice(patch), "receipts and receiptsFor differ"),
);
export type PrivacyPatch = v.InferOutput<typeof privacyPatchShape>;
