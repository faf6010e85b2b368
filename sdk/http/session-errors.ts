// What an error of a call says of the session of this device.
import { KlatchError } from "../client/klatch-error.ts";

/** The server has ended the session. */
export const isRefusal = (error: unknown): error is KlatchError =>
  error instanceof KlatchError && (error.status === 401 || error.status === 403);

/** Without a status there was no answer; behind one of 500 and more the refresh may have taken place. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof KlatchError &&
  (error.status === undefined || error.status >= 500) &&
  error.code !== "NOT_AUTHENTICATED";

/** A call was not taken as the device's. */
export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof KlatchError && (error.status === 401 || error.code === "NOT_AUTHENTICATED");
