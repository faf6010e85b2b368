// What people tell of themselves: names, avatar, bio and status.
import * as v from "valibot";
import { canonicalEmoji } from "./emoji.ts";
import { userShape, usernameShape } from "./http-auth.ts";
import { wireLimits } from "./limits.ts";
import { nameOrNoneShape, nameShape } from "./names.ts";
import { strictShape, textOrNone, timeMs, wellFormedText } from "./shape.ts";

const isEmoji = (text: string): boolean => canonicalEmoji(text) !== null;

/** Skin tones stay: it stands for a person. */
const emojiOrNone = v.pipe(
  wellFormedText(wireLimits.reactionMaxChars),
  v.check((text) => text === "" || isEmoji(text), "not one emoji"),
);

/** One emoji, a reference without spaces, or "" for none. A picture's path on the server only if it is the user's already. */
const avatarOrNone = v.pipe(
  wellFormedText(wireLimits.avatarMaxChars),
  v.check((text) => isEmoji(text) || /^[\w.:/-]*$/.test(text), "neither an emoji nor a reference"),
);

/** `until`: null for one without an end. */
export const statusShape = strictShape({ emoji: v.string(), text: v.string(), until: v.nullable(timeMs) });
export type Status = v.InferOutput<typeof statusShape>;

const newStatusShape = v.pipe(
  strictShape({
    emoji: v.optional(emojiOrNone, ""),
    text: v.optional(nameOrNoneShape(wireLimits.statusMaxChars), ""),
    until: v.optional(v.nullable(timeMs), null),
  }),
  v.check(({ emoji, text }) => emoji !== "" || text !== "", "nothing to see"),
);

/** What only those see whom the user has chosen; for others it is as if the user had said nothing. */
const profileFields = { bio: v.string(), status: v.nullable(statusShape) };
export const profileShape = strictShape(profileFields);
export type Profile = v.InferOutput<typeof profileShape>;

/** `profile`: a server of the version before has none. */
export const userWithProfileShape = strictShape({ user: userShape, profile: v.exactOptional(profileShape) });
export type UserWithProfile = v.InferOutput<typeof userWithProfileShape>;

/** `usernameChangeAt`: from when on the username may be changed; null: now. */
export const meShape = strictShape({ user: userShape, ...profileFields, usernameChangeAt: v.nullable(timeMs) });
export type Me = v.InferOutput<typeof meShape>;

/** What is left out stays as it is. `status`: null ends it. */
export const mePatchShape = v.pipe(
  strictShape({
    username: v.exactOptional(usernameShape),
    displayName: v.exactOptional(nameShape(wireLimits.displayNameMaxChars)),
    avatar: v.exactOptional(avatarOrNone),
    bio: v.exactOptional(textOrNone(wireLimits.bioMaxChars)),
    status: v.exactOptional(v.nullable(newStatusShape)),
  }),
  v.check((patch) => Object.keys(patch).length > 0, "nothing to change"),
);
export type MePatch = v.InferInput<typeof mePatchShape>;
/** The same as it is parsed. */
export type ParsedMePatch = v.InferOutput<typeof mePatchShape>;
