// Calls that an app makes now and then: one file, which is loaded with the first of them.
export { BlockCalls } from "./block-calls.ts";
export { EmailCalls, NotificationCalls } from "./notification-calls.ts";
export { OwnProfileCalls } from "./own-profile-calls.ts";
