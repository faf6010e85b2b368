// How many migrations this code knows, by class of objects and module.
import { conversationMigrations } from "../tables/conversation/migrations.ts";
import { dueMigrations } from "../tables/due/migrations.ts";
import { groupMigrations } from "../tables/group/migrations.ts";
import { logMigrations } from "../tables/log/migrations.ts";
import { passwordShardMigrations } from "../tables/password-shard/migrations.ts";
import { userSessionMigrations } from "../tables/user-session/migrations.ts";

/** Of the classes whose objects are swept. A shard of networks has no tables, and the Fleet migrates before it sweeps. */
export const newestVersions = {
  UserSession: { due: dueMigrations.length, "user-session": userSessionMigrations.length },
  Conversation: { conversation: conversationMigrations.length, log: logMigrations.length },
  Group: { due: dueMigrations.length, group: groupMigrations.length, log: logMigrations.length },
  PasswordShard: { "password-shard": passwordShardMigrations.length },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

export type SweptClass = keyof typeof newestVersions;

/** Whether the object runs code that knows fewer migrations than this: it kept its code at the deploy. */
export const isBehind = (swept: SweptClass, versions: Readonly<Record<string, number>>): boolean =>
  Object.entries(newestVersions[swept]).some(([module, newest]) => (versions[module] ?? 0) < newest);
