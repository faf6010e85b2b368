// HTTP bodies of accounts, sign-in and devices.
import * as v from "valibot";
import { strictShape, count, listShape, queryList, timeMs, wellFormedText, textOrNone } from "./shape.ts";
import { deviceIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { nameShape } from "./names.ts";

export const usernameShape = v.pipe(
  v.string(),
  v.minLength(wireLimits.usernameMinChars),
  v.maxLength(wireLimits.usernameMaxChars),
  v.regex(/^[A-Za-z0-9_]+$/),
);
export const passwordShape = wellFormedText(wireLimits.passwordMaxChars, wireLimits.passwordMinChars);

/** The kind of client on a device. */
export const platformShape = v.picklist(["ios", "android", "web", "desktop", "mini", "bot"]);
export type Platform = v.InferOutput<typeof platformShape>;

const deviceNameShape = textOrNone(wireLimits.deviceNameMaxChars);

/** Anything that is none of ours counts as none. */
const deviceSecretShape = wellFormedText(wireLimits.deviceSecretMaxChars);

/** `id`: signs in again an earlier device of this account; without it a new device is made. */
const deviceLoginShape = strictShape({
  id: v.exactOptional(deviceIdShape),
  platform: v.optional(platformShape, "web"),
  name: v.optional(deviceNameShape, ""),
});
export type DeviceLogin = v.InferOutput<typeof deviceLoginShape>;

/** `invitation`: an invitation's token. */
export const registerBodyShape = strictShape({
  username: usernameShape,
  password: passwordShape,
  displayName: v.exactOptional(nameShape(wireLimits.displayNameMaxChars)),
  device: v.exactOptional(deviceLoginShape),
  invitation: v.exactOptional(wellFormedText(256)),
});
/**
 * `deviceSecret`: that of an earlier answer on this device, also after a sign-out. `restore`: keeps an account that is about
 * to be deleted; of any other it changes nothing.
 */
export const loginBodyShape = strictShape({
  username: usernameShape,
  password: passwordShape,
  device: v.exactOptional(deviceLoginShape),
  deviceSecret: v.exactOptional(deviceSecretShape),
  restore: v.exactOptional(v.boolean()),
});
export const refreshBodyShape = strictShape({ refreshToken: v.pipe(v.string(), v.maxLength(2_048)) });
export const refreshTokenField = { refreshToken: wellFormedText(2_048) };
export const revokeBodyShape = strictShape(refreshTokenField);
export const logoutBodyShape = strictShape({ refreshToken: v.exactOptional(refreshTokenField.refreshToken) });

/**
 * `deleted`: the account is deleted. Its username and name are not kept: those here are the same for all such users, and no
 * account has this username.
 */
export const userShape = strictShape({
  id: userIdShape,
  username: usernameShape,
  displayName: v.string(),
  createdAt: timeMs,
  deleted: v.exactOptional(v.literal(true)),
});
export type User = v.InferOutput<typeof userShape>;
export const userResultShape = strictShape({ user: userShape });

export const userIdListShape = queryList(userIdShape, wireLimits.maxUsersPerLookup);
export const usersQueryShape = strictShape({ ids: userIdListShape });

/**
 * In pages that name users by id: each of those users once, as far as they exist. Empty while the directory does not
 * answer.
 */
export const peopleFields = { people: v.array(userShape) };

/** Users who do not exist are left out. */
export const usersResultShape = listShape(userShape);
export type UsersResult = v.InferOutput<typeof usersResultShape>;

/** `expiresIn`: seconds until the access token expires. */
const tokenFields = { accessToken: v.string(), refreshToken: v.string(), expiresIn: count };
export const tokensShape = strictShape(tokenFields);
export type Tokens = v.InferOutput<typeof tokensShape>;

/** `deviceSecret`: shown at a later sign-in, wrong passwords of strangers do not keep this device out. */
export const sessionResultShape = strictShape({
  user: userShape,
  device: strictShape({ id: deviceIdShape }),
  ...tokenFields,
  deviceSecret: v.exactOptional(v.string()),
});
export type SessionResult = v.InferOutput<typeof sessionResultShape>;

/** `network`: a server of the version before does not tell. */
export const deviceShape = strictShape({
  id: deviceIdShape,
  platform: platformShape,
  name: v.string(),
  createdAt: timeMs,
  lastSeenAt: timeMs,
  network: v.exactOptional(v.nullable(v.string())),
  current: v.boolean(),
});
export type Device = v.InferOutput<typeof deviceShape>;
export const devicesResultShape = listShape(deviceShape);
