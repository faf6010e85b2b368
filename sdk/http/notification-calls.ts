// The calls of notifications and mails. Loaded with the first of them.
import type { Email } from "../../schema/protocol/email.ts";
import type { NotificationPatch, NotificationSettings } from "../../schema/protocol/notifications.ts";
import type { PushSubscription, PushTarget } from "../../schema/protocol/push.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";
import type { EmailAddress, EmailChange } from "./email-address.ts";
import type { HttpClient } from "./http-client.ts";
import type { Notifications } from "./notifications.ts";

export class NotificationCalls implements Notifications {
  readonly #api: () => AuthorizedHttp;

  /** @param api of whoever is signed in when a call is made; throws `NOT_AUTHENTICATED` where there is nobody */
  constructor(api: () => AuthorizedHttp) {
    this.#api = api;
  }

  async settings(options: CallOptions = {}): Promise<NotificationSettings> {
    return this.#api().call("GET /api/me/notifications", options);
  }

  async edit(patch: NotificationPatch, options: CallOptions = {}): Promise<NotificationSettings> {
    return this.#api().call("PATCH /api/me/notifications", { body: patch, ...options });
  }

  async vapidKey(options: CallOptions = {}): Promise<string | null> {
    const found = await orNone(this.#api().call("GET /api/push/vapid-key", options));
    return found?.key ?? null;
  }

  async subscription(options: CallOptions = {}): Promise<PushSubscription | null> {
    return orNone(this.#api().call("GET /api/devices/me/push", options));
  }

  async subscribe(target: PushTarget, options: CallOptions = {}): Promise<PushSubscription> {
    return this.#api().call("PUT /api/devices/me/push", { body: target, ...options });
  }

  async unsubscribe(options: CallOptions = {}): Promise<void> {
    await this.#api().call("DELETE /api/devices/me/push", options);
  }
}

async function orNone<Found>(call: Promise<Found>): Promise<Found | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof KlatchError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

export class EmailCalls implements EmailAddress {
  readonly #api: () => AuthorizedHttp;
  readonly #http: HttpClient;

  /** @param http for calls that need no sign-in */
  constructor(api: () => AuthorizedHttp, http: HttpClient) {
    this.#api = api;
    this.#http = http;
  }

  async get(options: CallOptions = {}): Promise<Email> {
    return this.#api().call("GET /api/me/email", options);
  }

  async set({ address, password, signal }: EmailChange & CallOptions): Promise<Email> {
    return this.#api().call("PUT /api/me/email", { body: { address, password }, signal });
  }

  async remove({ password, signal }: Pick<EmailChange, "password"> & CallOptions): Promise<void> {
    await this.#api().call("DELETE /api/me/email", { body: { password }, signal });
  }

  async confirm(token: string, options: CallOptions = {}): Promise<{ readonly address: string }> {
    return this.#http.call("POST /api/email/confirm", { body: { token }, ...options });
  }

  async stop(token: string, options: CallOptions = {}): Promise<void> {
    await this.#http.call("POST /api/email/stop", { query: { link: token }, ...options });
  }
}
