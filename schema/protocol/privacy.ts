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

/** `receipts`: whether others see how far this user has read. `invisible`: nobody sees that they are there. */
export const privacyShape = strictShape({ receipts: v.boolean(), invisible: v.boolean(), ...consentFields });
export type PrivacySettings = v.InferOutput<typeof privacyShape>;

const { messages, groups, presence, profile, search } = consentFields;

/** What is left out stays as it is. */
export const privacyPatchShape = v.pipe(
  strictShape({
    receipts: v.exactOptional(v.boolean()),
    invisible: v.exactOptional(v.boolean()),
    messages: v.exactOptional(messages),
    groups: v.exactOptional(groups),
    presence: v.exactOptional(presence),
    profile: v.exactOptional(profile),
    search: v.exactOptional(search),
  }),
  v.check((patch) => Object.keys(patch).length > 0, "nothing to change"),
);
export type PrivacyPatch = v.InferOutput<typeof privacyPatchShape>;
