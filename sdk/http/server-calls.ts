// The calls of the signed-in device over HTTP that need no connection, except those about groups.
import type { Presence } from "../../schema/protocol/presence.ts";
import type { Device, User, UsersResult } from "../../schema/protocol/http-auth.ts";
import type { ForwardBody } from "../../schema/protocol/forwards.ts";
import type { InboxResult, MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type {
  EditsResult,
  HiddenResult,
  PinsResult,
  ReactionsResult,
  StatesResult,
} from "../../schema/protocol/http-messages.ts";
import type { VotesResult } from "../../schema/protocol/http-polls.ts";
import type { FollowedThread, ThreadResult } from "../../schema/protocol/http-threads.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { SettingsChange } from "../../schema/protocol/settings.ts";
import type { StarredResult } from "../../schema/protocol/stars.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { SecurityEventsResult } from "../../schema/protocol/http-me.ts";
import type { UserWithProfile } from "../../schema/protocol/profile.ts";
import type { Ack } from "../outbox/outgoing-message.ts";
import type { ReceiptsResult } from "../../schema/protocol/http-receipts.ts";
import type { ReportBody, ReportResult } from "../../schema/protocol/reports.ts";
import type { PrivacyPatch, PrivacySettings } from "../../schema/protocol/privacy.ts";
import type {
  HistoryOptions,
  InboxOptions,
  PasswordChange,
  ReactionsOptions,
  VotesOptions,
  ReceiptsOptions,
  SearchUsersOptions,
  SecurityEventsOptions,
} from "../client/client-options.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";

/** Takes users whom an answer of the server names. */
export type LearnPeople = (users: readonly User[]) => void;

/** All calls reject with a `KlatchError`, or with the reason of an aborted `signal`. */
export class ServerCalls {
  readonly #api: AuthorizedHttp;
  readonly #learn: LearnPeople;

  constructor(api: AuthorizedHttp, learn: LearnPeople) {
    this.#api = api;
    this.#learn = learn;
  }

  async userByUsername(username: string, options: CallOptions): Promise<User> {
    const { user } = await this.#api.call("GET /api/users/by-username/:username", { path: { username }, ...options });
    this.#learn([user]);
    return user;
  }

  async userById(userId: UserId, options: CallOptions): Promise<User> {
    const { user } = await this.#api.call("GET /api/users/:userId", { path: { userId }, ...options });
    this.#learn([user]);
    return user;
  }

  /** A server of the version before tells no profile. */
  async profileOf(userId: UserId, options: CallOptions): Promise<Required<UserWithProfile>> {
    const { user, profile } = await this.#api.call("GET /api/users/:userId", { path: { userId }, ...options });
    this.#learn([user]);
    return { user, profile: profile ?? { bio: "", status: null } };
  }

  async searchUsers(q: string, { signal, ...page }: SearchUsersOptions): Promise<UsersResult> {
    const found = await this.#api.call("GET /api/users", { query: { q, ...page }, signal });
    this.#learn(found.items);
    return found;
  }

  report(body: ReportBody, options: CallOptions): Promise<ReportResult> {
    return this.#api.call("POST /api/reports", { body, ...options });
  }

  async usersById(userIds: readonly UserId[], options: CallOptions): Promise<User[]> {
    if (userIds.length === 0) return [];
    const { items } = await this.#api.call("GET /api/users", { query: { ids: userIds.join(",") }, ...options });
    this.#learn(items);
    return items;
  }

  async presence(userIds: readonly UserId[], options?: CallOptions): Promise<readonly Presence[]> {
    if (userIds.length === 0) return [];
    const query = { userIds: userIds.join(",") };
    return (await this.#api.call("GET /api/presence", { query, ...options })).items;
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

  changePassword(body: PasswordChange, { signal }: CallOptions): Promise<{ readonly deviceSecret: string }> {
    return this.#api.call("POST /api/me/password", { body, signal });
  }

  securityEvents({ signal, cursor, limit }: SecurityEventsOptions): Promise<SecurityEventsResult> {
    return this.#api.call("GET /api/me/security-events", { query: { cursor, limit }, signal });
  }

  receiptsOf(
    conversationId: ConversationId,
    seq: number,
    { signal, read, cursor, limit }: ReceiptsOptions,
  ): Promise<ReceiptsResult> {
    return this.#api.call("GET /api/conversations/:conversationId/messages/:seq/receipts", {
      path: { conversationId, seq: String(seq) },
      query: { read: read === false ? "false" : undefined, cursor, limit },
      signal,
    });
  }

  async acceptConversation(conversationId: ConversationId, { signal }: CallOptions): Promise<void> {
    await this.#api.call("PUT /api/conversations/:conversationId/accepted", { path: { conversationId }, signal });
  }

  privacy(options: CallOptions): Promise<PrivacySettings> {
    return this.#api.call("GET /api/me/privacy", options);
  }

  setPrivacy(body: PrivacyPatch, { signal }: CallOptions): Promise<PrivacySettings> {
    return this.#api.call("PATCH /api/me/privacy", { body, signal });
  }

  async listInbox({ signal, ...query }: InboxOptions): Promise<InboxResult> {
    const { archived, pinned, muted, unread, mentions, ...others } = query;
    const flags = {
      archived: flag(archived),
      pinned: flag(pinned),
      muted: flag(muted),
      unread: flag(unread),
      mentions: flag(mentions),
    };
    const page = await this.#api.call("GET /api/conversations", { query: { ...others, ...flags }, signal });
    this.#learn(page.people);
    return page;
  }

  async changeSettings(conversationId: ConversationId, body: SettingsChange): Promise<ConversationEntry> {
    const path = { conversationId };
    return (await this.#api.call("PATCH /api/conversations/:conversationId/settings", { path, body })).conversation;
  }

  starred(cursor: string | undefined): Promise<StarredResult> {
    return this.#api.call("GET /api/starred", { query: { cursor, limit: 200 } });
  }

  async setStar(conversationId: ConversationId, seq: number, active: boolean): Promise<void> {
    const path = { conversationId, seq: String(seq) };
    if (active) await this.#api.call("PUT /api/conversations/:conversationId/messages/:seq/star", { path });
    else await this.#api.call("DELETE /api/conversations/:conversationId/messages/:seq/star", { path });
  }

  async markAllRead(options: CallOptions): Promise<void> {
    await this.#api.call("POST /api/conversations/read", { body: {}, ...options });
  }

  async setRetention(conversationId: ConversationId, ttlMs: number | null, { signal }: CallOptions): Promise<void> {
    await this.#api.call("PATCH /api/conversations/:conversationId", {
      path: { conversationId },
      body: { ttlMs },
      signal,
    });
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

  edits(conversationId: ConversationId, seq: number, { signal }: CallOptions): Promise<EditsResult> {
    const path = { conversationId, seq: String(seq) };
    return this.#api.call("GET /api/conversations/:conversationId/messages/:seq/edits", { path, signal });
  }

  reactions(conversationId: ConversationId, seq: number, options: ReactionsOptions): Promise<ReactionsResult> {
    const { signal, cursor, limit } = options;
    const path = { conversationId, seq: String(seq) };
    const query = { cursor, limit };
    return this.#api.call("GET /api/conversations/:conversationId/messages/:seq/reactions", { path, query, signal });
  }

  votes(conversationId: ConversationId, seq: number, options: VotesOptions): Promise<VotesResult> {
    const { signal, ...query } = options;
    const path = { conversationId, seq: String(seq) };
    return this.#api.call("GET /api/conversations/:conversationId/messages/:seq/votes", { path, query, signal });
  }

  pins(conversationId: ConversationId, { signal }: CallOptions): Promise<PinsResult> {
    return this.#api.call("GET /api/conversations/:conversationId/pins", { path: { conversationId }, signal });
  }

  states(conversationId: ConversationId, seqs: readonly number[], { signal }: CallOptions): Promise<StatesResult> {
    const query = { seqs: seqs.join(",") };
    return this.#api.call("GET /api/conversations/:conversationId/states", { path: { conversationId }, query, signal });
  }

  thread(
    conversationId: ConversationId,
    seq: number,
    query: { readonly before?: number; readonly after?: number },
  ): Promise<ThreadResult> {
    const path = { conversationId, seq: String(seq) };
    return this.#api.call("GET /api/conversations/:conversationId/messages/:seq/thread", { path, query });
  }

  followThread(
    conversationId: ConversationId,
    seq: number,
    follows: boolean,
    options: CallOptions,
  ): Promise<FollowedThread> {
    const method = follows ? "PUT" : "DELETE";
    const path = { conversationId, seq: String(seq) };
    return this.#api.call(`${method} /api/conversations/:conversationId/messages/:seq/thread/follow`, {
      path,
      ...options,
    });
  }

  hidden(conversationId: ConversationId, after: number, { signal }: CallOptions): Promise<HiddenResult> {
    const query = { after };
    return this.#api.call("GET /api/conversations/:conversationId/hidden", { path: { conversationId }, query, signal });
  }

  async forward(conversationId: ConversationId, body: ForwardBody, options: CallOptions): Promise<Ack[]> {
    const path = { conversationId };
    return (await this.#api.call("POST /api/conversations/:conversationId/forwards", { path, body, ...options })).items;
  }
}

const flag = (wanted: boolean | undefined): "true" | "false" | undefined =>
  wanted === undefined ? undefined : `${wanted}`;
