// The loads for Klatch and the yardsticks: the same number of sockets, window, batch and payload.
import type { LoadPlan, Place, SocketPlan } from "../load/plan.ts";
import type { LoadTeam, SocketGroup } from "../load/load-team.ts";
import type { MadeGroup, Pair, Person } from "../../kit/people.ts";

/** Sending sockets of every load. */
export const senders = 50;

const shape = { window: 64, batch: 16, checkedSockets: 3 } as const;
const ackMark = '"type":"message-ack"';
/** A yardstick serves one conversation; this id has the length of a real one. */
const yardstickConversation = `direct_user_${"0".repeat(26)}_user_${"1".repeat(26)}`;

const portOf = (url: string): number => Number(new URL(url).port);

const ourPlace = (server: string, person: Person): Place => ({
  port: portOf(server),
  path: "/ws",
  headers: { authorization: `Bearer ${person.accessToken}` },
  transport: "klatch",
});

type How = Pick<SocketPlan, "listens" | "conversationId" | "sends"> & Partial<SocketPlan>;
const socketAt = (place: Place, how: How): SocketPlan => ({
  ...place,
  afterSeq: 0,
  ...how,
});

export interface PairPlaces {
  readonly sender: Place;
  readonly receiver: Place;
  readonly conversationId: string;
}

export interface GroupPlaces {
  readonly members: readonly Place[];
  readonly conversationId: string;
  readonly headSeq: number;
}

/** In each pair one member sends and the other receives. Both listen, as apps do. */
const pairGroup = ({ sender, receiver, conversationId }: PairPlaces): SocketGroup => [
  socketAt(sender, { listens: "uncounted", conversationId, sends: true }),
  socketAt(receiver, { listens: "counted", conversationId, sends: false }),
];

/** The pairs of any server. */
export const openPairsAt = (
  team: LoadTeam,
  load: string,
  pairs: readonly PairPlaces[],
  clockAheadMs = 0,
): Promise<void> =>
  team.open(load, pairs.map(pairGroup), { ...shape, answerMark: ackMark, deliveries: 1, clockAheadMs });

export const openPairs = (
  team: LoadTeam,
  load: string,
  server: string,
  pairs: readonly Pair[],
  clockAheadMs = 0,
): Promise<void> =>
  openPairsAt(
    team,
    load,
    pairs.map(({ sender, receiver, conversationId }) => ({
      sender: ourPlace(server, sender),
      receiver: ourPlace(server, receiver),
      conversationId,
    })),
    clockAheadMs,
  );

/** The groups of any server. All members listen; the first `senderCount` of each group send. All have the same size. */
export const openGroupsAt = (
  team: LoadTeam,
  load: string,
  groups: readonly GroupPlaces[],
  senderCount: number,
  clockAheadMs = 0,
): Promise<void> =>
  team.open(
    load,
    groups.map(({ members, conversationId, headSeq: afterSeq }) =>
      members.map((place, index) =>
        socketAt(place, { listens: "counted", conversationId, sends: index < senderCount, afterSeq }),
      ),
    ),
    { ...shape, answerMark: ackMark, deliveries: (groups[0]?.members.length ?? 1) - 1, clockAheadMs },
  );

export const openGroups = (
  team: LoadTeam,
  load: string,
  server: string,
  groups: readonly MadeGroup[],
  senderCount: number,
  clockAheadMs = 0,
): Promise<void> =>
  openGroupsAt(
    team,
    load,
    groups.map(({ members, conversationId, headSeq }) => ({
      members: members.map((person) => ourPlace(server, person)),
      conversationId,
      headSeq,
    })),
    senderCount,
    clockAheadMs,
  );

/**
 * Both members send, each over half of the sockets. Those get only acks; one more socket of the second member gets the
 * events.
 */
export function openOneConversation(
  team: LoadTeam,
  load: string,
  server: string,
  { sender, receiver, conversationId }: Pair,
): Promise<void> {
  const sending = Array.from({ length: senders }, (_, index) =>
    socketAt(ourPlace(server, index % 2 === 0 ? sender : receiver), { listens: "no", conversationId, sends: true }),
  );
  const listening = socketAt(ourPlace(server, receiver), { listens: "counted", conversationId, sends: false });
  return team.open(load, [[listening, ...sending]], {
    ...shape,
    answerMark: ackMark,
    deliveries: 1,
  });
}

const yardstickPlan = (kind: "echo" | "naive", batch: number): Omit<LoadPlan, "sockets"> => ({
  ...shape,
  batch,
  deliveries: 0,
  answerMark: kind === "echo" ? '"type":"send-message"' : ackMark,
});

const yardstickSocket = (yardstick: string, path: string): SocketPlan => ({
  port: portOf(yardstick),
  path,
  headers: {},
  transport: "klatch",
  listens: "no",
  afterSeq: 0,
  conversationId: yardstickConversation,
  sends: true,
});

export const openYardstick = (
  team: LoadTeam,
  load: string,
  yardstick: string,
  kind: "echo" | "naive",
  batch = 1,
  sockets = senders,
): Promise<void> =>
  team.open(
    load,
    Array.from({ length: sockets }, () => [yardstickSocket(yardstick, `/${kind}/one`)]),
    yardstickPlan(kind, batch),
  );

export const openOneEcho = (team: LoadTeam, load: string, yardstick: string): Promise<void> =>
  openYardstick(team, load, yardstick, "echo", 1, 1);

/** One sender and `size` receivers, each with an object and a socket of its own. */
export function openFanOut(team: LoadTeam, load: string, yardstick: string, size: number): Promise<void> {
  const listeners = Array.from({ length: size }, (_, index): SocketPlan => {
    return { ...yardstickSocket(yardstick, `/listener/${index}`), listens: "counted", sends: false };
  });
  const plan = { ...yardstickPlan("naive", 1), deliveries: size };
  return team.open(load, [[yardstickSocket(yardstick, `/fan-out/${size}`), ...listeners]], plan);
}
