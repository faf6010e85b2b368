// The one place that turns names into stubs: typed by the RPC shapes, fresh at every call (a broken stub stays broken).
import { isGroupId, type ConversationId, type UserId } from "../../schema/protocol/ids.ts";
import type { ConversationRpc } from "../../schema/rpc/conversation.ts";
import type { GroupRpc } from "../../schema/rpc/group.ts";
import type { UserSessionRpc } from "../../schema/rpc/user-session.ts";
import type { Env } from "./env.ts";

type SocketUpgrade = Pick<Fetcher, "fetch">;

export const groupStub = ({ GROUP }: Env, id: ConversationId): GroupRpc => stubOf(GROUP, id);

/** Of whatever kind: the id says which. */
export const conversationStub = (env: Env, id: ConversationId): ConversationRpc =>
  isGroupId(id) ? groupStub(env, id) : stubOf(env.CONVERSATION, id);

export const userSessionStub = ({ USER_SESSION }: Env, id: UserId): UserSessionRpc & SocketUpgrade =>
  // The platform's types forget that an answer's type depends on the question.
  stubOf(USER_SESSION, id) as SocketUpgrade as UserSessionRpc & SocketUpgrade;

/** The linter forbids this anywhere else (`oxlint.config.ts`): what decides where an object lives must decide it for all. */
const stubOf = <Actor extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<Actor>,
  name: string,
): DurableObjectStub<Actor> => namespace.get(namespace.idFromName(name));
