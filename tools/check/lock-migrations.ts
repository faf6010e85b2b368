// `npm run migrations:lock`: adds new migrations, of tables and of classes, to their locks. What is locked never changes.
import { readFile, writeFile } from "node:fs/promises";
import { classesLockFile, classFaults, currentClasses, type ClassEntry } from "./classes-lock.ts";
import { changedModules, currentMigrations, migrationsLockFile, type MigrationsLock } from "./migrations-lock.ts";

const readLock = async <T>(file: string, none: T): Promise<T> => {
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? none : (JSON.parse(text) as T);
};

const writeLock = (file: string, lock: unknown): Promise<void> => writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);

const migrations = currentMigrations();
const classes = currentClasses();
const faults = [
  ...changedModules(await readLock<MigrationsLock>(migrationsLockFile, {}), migrations).map(
    (module) => `${module} has a migration that was changed: add a new entry instead`,
  ),
  ...classFaults(await readLock<readonly ClassEntry[]>(classesLockFile, []), classes),
];
if (faults.length > 0) {
  process.stderr.write(`${faults.join("\n")}\n`);
  process.exit(1);
}
await writeLock(migrationsLockFile, migrations);
await writeLock(classesLockFile, classes.entries);
