// What a user chooses for their notifications, on all of their devices.
import * as v from "valibot";
import { strictShape, wellFormedText } from "./shape.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** Days of the week, as quiet hours name them. */
export type Weekday = (typeof weekdays)[number];

/** On a clock in the zone: `HH:MM`. */
const clockShape = v.pipe(v.string(), v.regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/));

/**
 * From `from` on each of these days until `to`, on the next day if that is not later; the same time means a whole day. `zone`:
 * of the IANA database.
 */
const quietFields = {
  from: clockShape,
  to: clockShape,
  zone: v.pipe(wellFormedText(64, 1), v.regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/)),
  days: v.pipe(
    v.array(v.picklist(weekdays)),
    v.minLength(1),
    v.maxLength(weekdays.length),
    v.check((days) => new Set(days).size === days.length, "a day twice"),
  ),
};
/** As the server tells it, and as a client chooses it. */
export const quietHoursShape = strictShape(quietFields);
export const quietHoursBodyShape = strictShape(quietFields);
export type QuietHours = v.InferOutput<typeof quietHoursShape>;

const fields = {
  preview: v.boolean(),
  mentionsBreakThrough: v.boolean(),
  quietHours: v.nullable(quietHoursShape),
  friendRequests: v.boolean(),
  invitations: v.boolean(),
  messageRequests: v.boolean(),
  emailDigest: v.boolean(),
};

export const notificationSettingsShape = strictShape(fields);
export type NotificationSettings = v.InferOutput<typeof notificationSettingsShape>;

/** Of a user who has never chosen. */
export const defaultNotificationSettings: NotificationSettings = {
  preview: true,
  mentionsBreakThrough: false,
  quietHours: null,
  friendRequests: true,
  invitations: true,
  messageRequests: false,
  emailDigest: false,
};

/** What is left out stays as it is. */
export const notificationPatchShape = v.pipe(
  strictShape({
    preview: v.exactOptional(fields.preview),
    mentionsBreakThrough: v.exactOptional(fields.mentionsBreakThrough),
    quietHours: v.exactOptional(v.nullable(quietHoursBodyShape)),
    friendRequests: v.exactOptional(fields.friendRequests),
    invitations: v.exactOptional(fields.invitations),
    messageRequests: v.exactOptional(fields.messageRequests),
    emailDigest: v.exactOptional(fields.emailDigest),
  }),
  v.check((patch) => Object.keys(patch).length > 0, "nothing to change"),
);
export type NotificationPatch = v.InferOutput<typeof notificationPatchShape>;
