// The user's e-mail address, and the links in mails, as the app sees them.
import type { Email } from "../../schema/protocol/email.ts";
import type { CallOptions } from "./call-options.ts";

/** Another address, and the current password. */
export interface EmailChange {
  readonly address: string;
  readonly password: string;
}

/**
 * Where the user gets mails, about what they have missed (`notifications.edit({ emailDigest: true })`). All calls need the server, and
 * reject with a `KlatchError`: `NOT_FOUND` from an earlier one, which does not name the feature `email`.
 */
export interface EmailAddress {
  /** The proven address, and the one that is to take its place. `isAvailable`: whether the server sends mails. */
  get(options?: CallOptions): Promise<Email>;

  /**
   * Asks for another address: a mail with a link goes there, which works for 15 minutes. Until it is opened the address before stays.
   * @throws KlatchError `WRONG_PASSWORD`; `NOT_FOUND`: the server sends no mails; `RATE_LIMITED`; `INVALID_REQUEST` with `pointer`
   */
  set(change: EmailChange & CallOptions): Promise<Email>;

  /** Removes the address, and one that is to be proven. @throws KlatchError `WRONG_PASSWORD` */
  remove(shown: Pick<EmailChange, "password"> & CallOptions): Promise<void>;

  /**
   * For the page `#/confirm-email/<token>`, whoever is signed in: the address is its user's.
   * @throws KlatchError `LINK_NOT_VALID`: too late, or not the newest
   */
  confirm(token: string, options?: CallOptions): Promise<{ readonly address: string }>;

  /** For the page `#/stop-emails/<token>`: no more mails about what was missed. @throws KlatchError `LINK_NOT_VALID` */
  stop(token: string, options?: CallOptions): Promise<void>;
}
