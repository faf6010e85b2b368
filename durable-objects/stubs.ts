// The one place that turns names into stubs: typed by the RPC shapes, fresh at every call (a broken stub stays broken).
import { isGroupId, type ConversationId, type UserId } from "../schema/protocol/ids.ts";
import type { ConversationRpc } from "../schema/rpc/conversation.ts";
import type { GroupRpc } from "../schema/rpc/group.ts";
import type { UserSessionRpc } from "../schema/rpc/user-session.ts";
import type { Env } from "./env.ts";

type SocketUpgrade = Pick<Fetcher, "fetch">;

export const groupStub = (env: Env, id: ConversationId): GroupRpc =>
  env.GROUP.get(env.GROUP.idFromName(id)) as unknown as GroupRpc;

/** Of whatever kind: the id says which. */
export const conversationStub = (env: Env, id: ConversationId): ConversationRpc =>
  isGroupId(id)
    ? groupStub(env, id)
    : (env.CONVERSATION.get(env.CONVERSATION.idFromName(id)) as unknown as ConversationRpc);

export const userSessionStub = (env: Env, id: UserId): UserSessionRpc & SocketUpgrade =>
  env.USER_SESSION.get(env.USER_SESSION.idFromName(id)) as unknown as UserSessionRpc & SocketUpgrade;
