// The only place that makes stubs of actors: typed by the RPC shapes, and new for every call (a broken stub stays
// broken).
import { isGroupId, type ConversationId, type UserId } from "../../schema/protocol/ids.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { ConversationRpc, DirectRpc } from "../../schema/rpc/conversation.ts";
import type { EqualFilesRpc } from "../../schema/rpc/equal-files.ts";
import type { FleetRpc } from "../../schema/rpc/fleet.ts";
import type { GroupRpc } from "../../schema/rpc/group.ts";
import type { NetworkShardRpc } from "../../schema/rpc/network-shard.ts";
import type { PasswordShardRpc } from "../../schema/rpc/password-shard.ts";
import type { SharedFileRpc } from "../../schema/rpc/shared-file.ts";
import type { UserSessionRpc } from "../../schema/rpc/user-session.ts";
import type { Env } from "./env.ts";

type SocketUpgrade = Pick<Fetcher, "fetch">;

export const groupStub = ({ GROUP }: Env, id: ConversationId): GroupRpc => stubOf(GROUP, id);

export const directStub = ({ CONVERSATION }: Env, id: ConversationId): DirectRpc => stubOf(CONVERSATION, id);

/** A direct conversation or a group, according to the id. */
export const conversationStub = (env: Env, id: ConversationId): ConversationRpc =>
  isGroupId(id) ? groupStub(env, id) : directStub(env, id);

export const userSessionStub = ({ USER_SESSION }: Env, id: UserId): UserSessionRpc & SocketUpgrade =>
  // The platform's types lose the relation between a question and its answer.
  stubOf(USER_SESSION, id) as SocketUpgrade as UserSessionRpc & SocketUpgrade;

/** Of a file whose id the server made. */
export const sharedFileStub = ({ SHARED_FILE }: Pick<Env, "SHARED_FILE">, id: FileId): SharedFileRpc =>
  stubOf(SHARED_FILE, id);

const equalFilesShards = 64;

/** The name of the object that knows which files have these bytes. @param sha256 hexadecimal digits */
export const equalFilesPlace = (sha256: string): string =>
  String(Number.parseInt(sha256.slice(0, 4), 16) % equalFilesShards);

export const equalFilesStub = ({ EQUAL_FILES }: Pick<Env, "EQUAL_FILES">, sha256: string): EqualFilesRpc =>
  stubOf(EQUAL_FILES, equalFilesPlace(sha256));

/** The one object of the whole deployment. */
export const fleetStub = ({ FLEET }: Pick<Env, "FLEET">): FleetRpc => stubOf(FLEET, "fleet");

/** @param shard a number: names of strangers' choice make no objects */
export const networkShardStub = ({ NETWORK_SHARD }: Pick<Env, "NETWORK_SHARD">, shard: number): NetworkShardRpc =>
  stubOf(NETWORK_SHARD, String(shard));

/** The one object that counts what the whole deployment takes; its load is none of the shards'. */
export const deploymentCountsStub = ({ NETWORK_SHARD }: Pick<Env, "NETWORK_SHARD">): NetworkShardRpc =>
  stubOf(NETWORK_SHARD, "deployment");

/** @param shard of `passwordPlace` (`workers/accounts/password-place.ts`), which decides it for all callers */
export const passwordShardStub = ({ PASSWORD_SHARD }: Env, shard: string): PasswordShardRpc =>
  stubOf(PASSWORD_SHARD, shard);

/**
 * The linter forbids this anywhere else (`oxlint.config.ts`): the place of an object must be decided the same way for
 * every caller.
 */
const stubOf = <Actor extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<Actor>,
  name: string,
): DurableObjectStub<Actor> => namespace.get(namespace.idFromName(name));
