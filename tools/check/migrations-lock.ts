// Hashes of every migration: those that were deployed must not change.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { inRepository } from "../run/wrangler.ts";

/** By module, in the order in which they run. */
export type MigrationsLock = Readonly<Record<string, readonly string[]>>;

export const migrationsLockFile = inRepository("test/unit/migrations-lock.json");
const directoryFolder = inRepository("schema/tables/directory/migrations");

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

const directoryMigrations = (): string[] =>
  readdirSync(directoryFolder)
    .toSorted()
    .map((file) => `${file}\n${readFileSync(`${directoryFolder}/${file}`, "utf8")}`);

export function currentMigrations(): MigrationsLock {
  const modules = {
    conversation: conversationMigrations,
    directory: directoryMigrations(),
    due: dueMigrations,
    group: groupMigrations,
    log: logMigrations,
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
