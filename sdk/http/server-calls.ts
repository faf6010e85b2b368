// The calls of the signed-in device over HTTP that need no connection, except those about groups.
import type { Device, User } from "../../schema/protocol/http-auth.ts";
import type { InboxResult, MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { HistoryOptions, InboxOptions } from "../client/client-options.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";

/** All calls reject with a `KlatchError`, or with the reason of an aborted `signal`. */
export class ServerCalls {
  readonly #api: AuthorizedHttp;
  readonly #onUser: (user: User) => void;

  /** @param onUser called with each user that the server names */
  constructor(api: AuthorizedHttp, onUser: (user: User) => void) {
    this.#api = api;
    this.#onUser = onUser;
  }

  async userByUsername(username: string, options: CallOptions): Promise<User> {
    const { user } = await this.#api.call("GET /api/users/by-username/:username", { path: { username }, ...options });
    this.#onUser(user);
    return user;
  }

  async userById(userId: UserId, options: CallOptions): Promise<User> {
    const { user } = await this.#api.call("GET /api/users/:userId", { path: { userId }, ...options });
    this.#onUser(user);
    return user;
  }

  async devices(options: CallOptions): Promise<Device[]> {
    return (await this.#api.call("GET /api/devices", options)).items;
  }

  async signOutDevice(deviceId: DeviceId, options: CallOptions): Promise<void> {
    await this.#api.call("DELETE /api/devices/:deviceId", { path: { deviceId }, ...options });
  }

  async signOutOtherDevices(options: CallOptions): Promise<void> {
    await this.#api.call("DELETE /api/devices", options);
  }

  listInbox({ signal, since, cursor, limit }: InboxOptions): Promise<InboxResult> {
    return this.#api.call("GET /api/conversations", { query: { since, cursor, limit }, signal });
  }

  async openDirect(userId: UserId, options: CallOptions): Promise<ConversationEntry> {
    const body = { kind: "direct" as const, userId };
    return (await this.#api.call("POST /api/conversations", { body, ...options })).conversation;
  }

  history(conversationId: ConversationId, options: HistoryOptions): Promise<MessagesResult> {
    const { signal, before, after, limit } = options;
    return this.#api.call("GET /api/conversations/:conversationId/messages", {
      path: { conversationId },
      query: { before, after, limit },
      signal,
    });
  }
}
