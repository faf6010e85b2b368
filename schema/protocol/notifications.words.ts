// The API documents' texts for choices about notifications. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import {
  defaultNotificationSettings,
  notificationPatchShape,
  notificationSettingsShape,
  quietHoursBodyShape,
  quietHoursShape,
  weekdays,
} from "./notifications.ts";

const fields = {
  preview: "Whether a notification shows what was written; else only where, and how much.",
  mentionsBreakThrough: "Whether the user is told of mentions in muted conversations and in quiet hours.",
  quietHours: "When the user is told nothing; null: never.",
  friendRequests: "Whether the user is told of who asks to be a friend.",
  invitations: "Whether the user is told of invitations to groups.",
  messageRequests: "Whether the user is told that somebody writes whom they have not accepted yet: who, and not what.",
  emailDigest:
    "Whether the user gets a mail about direct messages and mentions that they have missed for a day, if they have an address (`GET /api/me/email`).",
};
const fieldsOfHours = {
  from: "When they begin, on a clock in the zone: `HH:MM`.",
  to: "When they end; on the next day if that is not later. The same as `from`: they last a whole day.",
  zone: "A time zone of the IANA database. They follow its clock when that changes.",
  days: "The days on which they begin.",
};
const nights = { from: "22:00", to: "07:00", zone: "Europe/Berlin", days: [...weekdays] };

export const notificationComponents = {
  QuietHours: fromServer(quietHoursShape, "When the caller is told nothing.", nights, fieldsOfHours),
  QuietHoursBody: fromClient(quietHoursBodyShape, "When the caller wants to be told nothing.", nights, fieldsOfHours),
  NotificationSettings: fromServer(
    notificationSettingsShape,
    "What the caller has chosen for the notifications on all of their devices.",
    { ...defaultNotificationSettings, quietHours: nights },
    fields,
  ),
  NotificationPatch: fromClient(
    notificationPatchShape,
    "What to change; what is left out stays.",
    { preview: false, quietHours: nights },
    fields,
  ),
} as const satisfies Record<string, Component>;
