// The entries of `[[migrations]]` in wrangler.toml, which make classes of Durable Objects. Those that were deployed must
// not change: the platform has run them, and refuses a list in which one is missing. Deleting a class deletes its objects.
import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { inRepository } from "../run/wrangler.ts";

/** An entry, as wrangler.toml has it. */
export interface ClassEntry {
  readonly tag: string;
  readonly new_sqlite_classes?: readonly string[] | undefined;
  /** Any other act is a fault. */
  readonly [act: string]: unknown;
}

/** Classes of SQLite objects by binding, and what made them. */
export interface Classes {
  readonly entries: readonly ClassEntry[];
  /** Classes with a binding. */
  readonly bound: readonly string[];
}

export const classesLockFile = inRepository("test/unit/classes-lock.json");

/** @param root of a checkout */
export function currentClasses(root = inRepository()): Classes {
  const { migrations, durable_objects: objects }: Declared = unstable_readConfig({
    config: join(root, "wrangler.toml"),
  });
  return { entries: migrations, bound: objects.bindings.map(({ class_name: name }) => name) };
}

/** Of wrangler's types, which name only what it knows, what is read here. */
interface Declared {
  readonly migrations: readonly ClassEntry[];
  readonly durable_objects: { readonly bindings: readonly { readonly class_name: string }[] };
}

/** What is wrong with the entries of now, in words; `locked` are those that were checked in. */
export function classFaults(locked: readonly ClassEntry[], { entries, bound }: Classes): string[] {
  const tags = entries.map(({ tag }) => tag);
  const made = entries.flatMap(({ new_sqlite_classes: names = [] }) => names);
  return [
    ...locked.flatMap((entry, i) =>
      isSame(entry, entries[i]) ? [] : [`${entry.tag} was changed, moved or taken away: append an entry instead`],
    ),
    ...repeated(tags).map((tag) => `there are two entries ${tag}`),
    ...entries.flatMap(({ tag, ...acts }) =>
      Object.keys(acts)
        .filter((act) => act !== "new_sqlite_classes")
        .map((act) => `${tag} has ${act}: objects would be lost, or a rollback refused`),
    ),
    ...repeated(made).map((name) => `${name} is made twice`),
    ...made.filter((name) => !bound.includes(name)).map((name) => `${name} has objects, and no binding reaches them`),
    ...bound.filter((name) => !made.includes(name)).map((name) => `no entry makes ${name}`),
  ];
}

/** The order of an entry's properties means nothing. */
const isSame = (one: ClassEntry, other: ClassEntry | undefined): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(other === undefined ? null : sorted(other));

const sorted = (entry: ClassEntry): unknown =>
  Object.entries(entry).toSorted(([one], [other]) => one.localeCompare(other));

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];
