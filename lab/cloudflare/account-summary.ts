// What is on the stand-in's account, without what differs from run to run: two accounts on which the same was deployed
// have equal summaries.
import type { AccountState, Binding, Script } from "./account-state.ts";

export interface AccountSummary {
  readonly databases: Readonly<Record<string, readonly unknown[]>>;
  readonly buckets: readonly string[];
  readonly queues: readonly unknown[];
  readonly workers: readonly unknown[];
  readonly domains: readonly unknown[];
}

const schema =
  "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY type, name";
const applied = "SELECT id, name FROM d1_migrations ORDER BY id";

export function summaryOf(account: AccountState): AccountSummary {
  const nameOf = (id: unknown): unknown => [...account.databases].find(([, uuid]) => uuid === id)?.[0];
  return {
    databases: Object.fromEntries(
      [...account.databases]
        .toSorted(([one], [other]) => one.localeCompare(other))
        .map(([name, id]) => [
          name,
          [...account.databaseFiles.query(id, schema), ...account.databaseFiles.query(id, applied)].map((row) => ({
            ...row,
          })),
        ]),
    ),
    buckets: [...account.buckets].toSorted(),
    queues: [...account.queues.values()].map(({ queue_name, consumers }) => ({
      queue_name,
      consumers: consumers.map(({ consumer_id: _id, ...consumer }) => consumer),
    })),
    workers: [...account.scripts.values()].map((script) => workerSummary(script, nameOf)),
    domains: [...account.domains],
  };
}

function workerSummary({ name, bindings, migrationTag, assets, workersDev }: Script, nameOf: (id: unknown) => unknown) {
  const shown = (binding: Binding): object => {
    if (binding.type === "secret_text" || binding.name === "DEPLOYED_KEYS")
      return { type: binding.type, name: binding.name };
    return binding.type === "d1"
      ? { name: binding.name, database: nameOf(binding["database_id"] ?? binding["id"]) }
      : binding;
  };
  const sorted = bindings.toSorted((one, other) => one.name.localeCompare(other.name));
  return { name, bindings: sorted.map(shown), migrationTag, files: Object.keys(assets).toSorted(), workersDev };
}
