// Hashes of every migration: those that were deployed must not change.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { fleetMigrations } from "../../schema/tables/fleet/migrations.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { passwordShardMigrations } from "../../schema/tables/password-shard/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { inRepository } from "../run/wrangler.ts";

/** By module, in the order in which they run. */
export type MigrationsLock = Readonly<Record<string, readonly string[]>>;

export const migrationsLockFile = inRepository("test/unit/migrations-lock.json");
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** The D1 migrations in this folder of `schema/tables/`. */
function sqlMigrations(name: string): string[] {
  const folder = inRepository("schema/tables", name, "migrations");
  return readdirSync(folder)
    .toSorted()
    .map((file) => `${file}\n${readFileSync(join(folder, file), "utf8")}`);
}

export function currentMigrations(): MigrationsLock {
  const modules = {
    conversation: conversationMigrations,
    directory: sqlMigrations("directory"),
    due: dueMigrations,
    fleet: fleetMigrations,
    group: groupMigrations,
    history: sqlMigrations("history"),
    log: logMigrations,
    "password-shard": passwordShardMigrations,
    "user-session": userSessionMigrations,
  };
  return Object.fromEntries(Object.entries(modules).map(([name, entries]) => [name, entries.map(hashOf)]));
}

/** The modules with a locked migration that has changed or is missing. */
export function changedModules(locked: MigrationsLock, current: MigrationsLock): string[] {
  return Object.entries(locked)
    .filter(([name, hashes]) => hashes.some((hash, index) => current[name]?.[index] !== hash))
    .map(([name]) => name);
}
