// The part of a client that works over HTTP: the session, and the calls that need no connection.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { Device, User } from "../../schema/protocol/http-auth.ts";
import type { InboxResult, MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";
import type { HistoryOptions, InboxOptions, KlatchClientOptions } from "../client/client-options.ts";
import { HttpClient } from "./http-client.ts";
import { runtimeWith, type Runtime } from "../client/runtime.ts";
import { ServerClock } from "../connection/server-clock.ts";
import type { Session } from "../store/session-store.ts";
import type { KlatchStore } from "../store/klatch-store.ts";
import { wholeStore } from "../store/whole-store.ts";
import { TokenKeeper } from "./token-keeper.ts";

/** All calls reject with a `KlatchError`, or with the reason of an aborted `signal`. */
export abstract class ServerCalls {
  protected readonly baseUrl: string;
  protected readonly runtime: Runtime;
  protected readonly clock: ServerClock;
  protected readonly http: HttpClient;
  protected readonly store: KlatchStore;
  /** The store outlives the process. */
  protected readonly isDurable: boolean;
  protected readonly tokens: TokenKeeper;
  /** Calls of the signed-in device. */
  protected readonly api: AuthorizedHttp;

  constructor({ url, store, tabs, runtime = {} }: KlatchClientOptions) {
    ({ store: this.store, isDurable: this.isDurable } = wholeStore(store));
    this.baseUrl = url.replace(/\/+$/, "");
    this.runtime = runtimeWith(runtime);
    this.clock = new ServerClock(this.runtime.now);
    this.http = new HttpClient(this.baseUrl, this.runtime, this.clock);
    this.tokens = new TokenKeeper({
      http: this.http,
      store: this.store,
      clock: this.clock,
      runtime: this.runtime,
      isShared: tabs !== undefined && this.isDurable,
      onSignedOut: (code) => this.onSignedOut(code),
      onReplaced: () => this.onReplaced(),
    });
    this.api = new AuthorizedHttp(this.http, this.tokens);
  }

  /** The server has signed the device out. */
  protected abstract onSignedOut(code: ErrorCode): void;

  /** The store has another session than this client, or none. */
  protected abstract onReplaced(): void;

  /** The session of this device; null: nobody is signed in. */
  get session(): Session | null {
    return this.tokens.session;
  }

  /**
   * Gets new tokens now. Apps need not call it: every call refreshes in time.
   * @throws KlatchError `NOT_AUTHENTICATED`, `DEVICE_SIGNED_OUT`, `REFRESH_TOKEN_REUSED`, `TOKEN_EXPIRED`
   */
  async refresh(options: CallOptions = {}): Promise<void> {
    await this.tokens.renew(this.tokens.session?.accessToken ?? "", options.signal);
  }

  /** Fetches the user with this name, in any case. @throws KlatchError `USER_NOT_FOUND` */
  async userByUsername(username: string, options: CallOptions = {}): Promise<User> {
    const { user } = await this.api.call("GET /api/users/by-username/:username", { path: { username }, ...options });
    return user;
  }

  /** Fetches the user with this id, for example the `senderId` of an event. @throws KlatchError `USER_NOT_FOUND` */
  async userById(userId: UserId, options: CallOptions = {}): Promise<User> {
    return (await this.api.call("GET /api/users/:userId", { path: { userId }, ...options })).user;
  }

  /** Fetches the user's signed-in devices, last seen first. This device is marked `current`. */
  async devices(options: CallOptions = {}): Promise<Device[]> {
    return (await this.api.call("GET /api/devices", options)).items;
  }

  /** Signs out another device of this user; its sockets close at once. @throws KlatchError `NOT_FOUND` */
  async signOutDevice(deviceId: DeviceId, options: CallOptions = {}): Promise<void> {
    await this.api.call("DELETE /api/devices/:deviceId", { path: { deviceId }, ...options });
  }

  /** Signs out all other devices of this user. */
  async signOutOtherDevices(options: CallOptions = {}): Promise<void> {
    await this.api.call("DELETE /api/devices", options);
  }

  /** Fetches a page of the inbox, for apps that do not connect. */
  async listInbox(options: InboxOptions = {}): Promise<InboxResult> {
    const { signal, since, cursor, limit } = options;
    return this.api.call("GET /api/conversations", { query: { since, cursor, limit }, signal });
  }

  /**
   * Fetches a page of a conversation's log. `before` and `after` of the result select the neighbouring pages.
   * @throws KlatchError `CONVERSATION_NOT_FOUND`; `INVALID_REQUEST` if both `before` and `after` are given
   */
  async history(conversationId: ConversationId, options: HistoryOptions = {}): Promise<MessagesResult> {
    const { signal, before, after, limit } = options;
    const query = { before, after, limit };
    return this.api.call("GET /api/conversations/:conversationId/messages", {
      path: { conversationId },
      query,
      signal,
    });
  }
}
