// The log lies in tables of a fixed number of events each, so that old ones can be dropped whole: DROP TABLE bills nothing.

/** Events of a table. Never changes: it says where an event lies. A multiple of history's segments and blocks. */
export const eraEvents = 65_536;

export const eraOf = (seq: number, size: number): number => Math.floor((seq - 1) / size);

/** The oldest and the newest era in storage. */
export function storedEras(sql: SqlStorage): { first: number; last: number } {
  const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'event_[0-9]*'";
  const eras = sql
    .exec<{ name: string }>(query)
    .toArray()
    .map(({ name }) => Number(name.slice("event_".length)));
  return { first: Math.min(...eras), last: Math.max(...eras) };
}
