// What came of what a group did on the real actors: events on sockets, entries in lists, and what storage knows.
import { vi } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { TestUser } from "./actors.ts";
import type { TestSocket } from "./test-socket.ts";
import { group, groupObject } from "./group-actors.ts";
import { untilIdle } from "./idle-actors.ts";

/** Events by their seqs, `2-4` for a void: `1 2-4 5`. */
export const describeEvents = (events: readonly EventFrame[]): string =>
  events.map((event) => (event.type === "void" ? `${event.seq}-${event.toSeq}` : String(event.seq))).join(" ");

const isEvent = (frame: { readonly type: string }): frame is EventFrame =>
  ["new-message", "member-changed", "group-changed", "void"].includes(frame.type);

/** All events of this group that a socket ever got, in the order in which they came. */
export const eventsOn = (socket: TestSocket, id: ConversationId): EventFrame[] =>
  socket.history.filter(isEvent).filter(({ conversationId }) => conversationId === id);

/** The same, as their seqs. */
export const seqsOn = (socket: TestSocket, id: ConversationId): string => describeEvents(eventsOn(socket, id));

const patience = { timeout: 4_000, interval: 10 };

/** Until a socket got this and nothing else of the group. */
export const untilSeqs = (socket: TestSocket, id: ConversationId, seqs: string): Promise<void> =>
  vi.waitFor(() => {
    const got = seqsOn(socket, id);
    if (got !== seqs) throw new Error(`got ${got}, not ${seqs}`);
  }, patience);

/** `3 4 5` */
export const span = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n).join(" ");

export const readAs = (id: ConversationId, user: TestUser) => group(id).read({ userId: user.id, from: null });

/** The user's list: what changed since that version, or everything that is theirs now. */
export async function listOf(user: TestUser, since?: number): Promise<readonly ConversationEntry[]> {
  const deviceId = await user.signIn();
  const query = { limit: 200, ...(since === undefined ? {} : { since }) };
  const listed = await user.ask(deviceId, { kind: "list-inbox", query });
  if ("refusal" in listed) throw new Error(listed.refusal.code);
  return listed.items;
}

export const entryOf = async (user: TestUser, id: ConversationId, since?: number) =>
  (await listOf(user, since)).find((entry) => entry.id === id);

/** Before everybody has everything the group is not idle, and does not hibernate. */
export const untilSettled = (id: ConversationId): Promise<void> => untilIdle(groupObject(id));
