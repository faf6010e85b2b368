// The one place that turns names into stubs: typed by the RPC shapes, fresh at every call (a broken stub stays broken).
import type { ConversationId, UserId } from "../schema/protocol/ids.ts";
import type { ConversationRpc } from "../schema/rpc/conversation.ts";
import type { UserSessionRpc } from "../schema/rpc/user-session.ts";
import type { Env } from "./env.ts";

type SocketUpgrade = Pick<Fetcher, "fetch">;

export const conversationStub = (env: Env, id: ConversationId): ConversationRpc =>
  env.CONVERSATION.get(env.CONVERSATION.idFromName(id)) as unknown as ConversationRpc;

export const userSessionStub = (env: Env, id: UserId): UserSessionRpc & SocketUpgrade =>
  env.USER_SESSION.get(env.USER_SESSION.idFromName(id)) as unknown as UserSessionRpc & SocketUpgrade;
