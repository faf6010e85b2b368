// The records of the file store: a session, or changes. Maps become lists of pairs, since JSON has no maps.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { KlatchStore, StoreChanges, StoreTable } from "../klatch-store.ts";
import { storeTables } from "../memory-store.ts";
import type { DeviceSecret, Session } from "../session-store.ts";

type Pairs = readonly (readonly [string, unknown])[];

export interface SessionRecord {
  readonly session: Session | null;
}
/** A version before this record finds nothing in it that it knows, and leaves it out when it compacts. */
export interface SecretsRecord {
  readonly secrets: readonly DeviceSecret[];
}
export interface CommitRecord {
  readonly tables?: { readonly [Table in StoreTable]?: Pairs };
  readonly inboxVersion?: number | null;
  readonly forgetAfter?: readonly (readonly [string, number])[];
  readonly events?: readonly EventFrame[];
}
export type StoreRecord = SessionRecord | SecretsRecord | CommitRecord;

/** So many events are in one record of a compacted journal. */
const eventsPerRecord = 1_000;

export function packed({ inboxVersion, forgetAfter, events, ...tables }: StoreChanges): CommitRecord {
  const pairs = storeTables.flatMap((table) => {
    const changed = tables[table];
    return changed === undefined ? [] : [[table, [...changed]] as const];
  });
  return {
    ...(pairs.length > 0 && { tables: Object.fromEntries(pairs) }),
    ...(inboxVersion !== undefined && { inboxVersion }),
    ...(forgetAfter !== undefined && { forgetAfter: [...forgetAfter] }),
    ...(events !== undefined && events.length > 0 && { events }),
  };
}

/** The changes that were packed. Their types are those of the code that packed them. */
export function changesFrom({ tables = {}, forgetAfter, ...others }: CommitRecord): StoreChanges {
  const maps = Object.entries(tables).map(([table, pairs]) => [table, new Map(pairs)]);
  return {
    ...(Object.fromEntries(maps) as Pick<StoreChanges, StoreTable>),
    ...others,
    ...(forgetAfter !== undefined && { forgetAfter: new Map(forgetAfter) }),
  };
}

/** All that a store has, as few records. */
export async function* recordsOf(store: KlatchStore, conversations: Iterable<string>): AsyncGenerator<StoreRecord> {
  const secrets = (await store.loadSecrets?.()) ?? [];
  if (secrets.length > 0) yield { secrets };
  const session = await store.load();
  yield { session };
  if (session === null) return;
  const userId = session.user.id;
  const state = await store.loadState(userId);
  if (state !== null) yield packed(state);
  for (const id of conversations) {
    const conversationId = id as ConversationId;
    const from = { after: 0 };
    const events = await store.readEvents(userId, { conversationId, from, limit: Number.MAX_SAFE_INTEGER });
    for (let i = 0; i < events.length; i += eventsPerRecord) yield { events: events.slice(i, i + eventsPerRecord) };
  }
}
