// `npm run migrations:lock`: adds new migrations to the lock. A locked migration never changes.
import { readFile, writeFile } from "node:fs/promises";
import { changedModules, currentMigrations, migrationsLockFile, type MigrationsLock } from "./migrations-lock.ts";

const locked = JSON.parse(await readFile(migrationsLockFile, "utf8").catch(() => "{}")) as MigrationsLock;
const current = currentMigrations();
const changed = changedModules(locked, current);
if (changed.length > 0) {
  process.stderr.write(`Migrations that have shipped were changed: ${changed.join(", ")}. Add a new entry instead.\n`);
  process.exit(1);
}
await writeFile(migrationsLockFile, `${JSON.stringify(current, null, 2)}\n`);
