// All readers of a log, and what their counts share, as the text of one row. The version before reads and writes it too:
// it drops what it does not know, which then counts anew.
import * as v from "valibot";
import { everyone, userIdShape, type UserId } from "../../../schema/protocol/ids.ts";
import { Amendments, type AmendedMessage } from "./amendments.ts";
import { noSharedCounts, type SharedCounts } from "./counts.ts";
import { nothingPersonal, type OwnChain, type Personal, type Reader } from "./readers.ts";

const maxPackedChars = 2_000_000;

const numbers = v.array(v.number());
/** `[sent, chain]`, each seq of the chain as its distance from the one before it. */
const packedChain = v.tuple([v.number(), numbers]);
/** `[cursorMentions, skippedTo, named, calls, hidden]`, of hidden ones twice the seq, and one more for a mention. */
const packedPersonal = v.tuple([v.number(), v.number(), packedChain, packedChain, numbers]);
const packedReader = v.tuple([
  v.number(),
  v.number(),
  v.number(),
  v.number(),
  v.array(v.number()),
  v.optional(packedPersonal),
]);
/**
 * `[distance from the seq before it, the same for its ordinal, sender, first, now]`: users are indexes. `now` is -1 for a
 * message that was removed.
 */
const packedMessage = v.tuple([
  v.number(),
  v.number(),
  v.number(),
  v.optional(numbers),
  v.optional(v.union([numbers, v.literal(-1)])),
]);
/** In the place of the fifth field the version before has a reader's chain. */
const packedShared = v.object({
  everyone: packedChain,
  floor: v.tuple([v.number(), v.number(), v.number()]),
  users: v.array(userIdShape),
  amended: v.array(packedMessage),
});
const packedReaders = v.record(userIdShape, packedReader);
/** No user has this id, so the version before takes it for one more reader. */
const packedText = v.looseObject({
  [everyone]: v.optional(
    v.tuple([v.number(), v.number(), v.number(), v.number(), v.array(v.number()), v.optional(packedShared)]),
  ),
});

export interface PackedCounts {
  readonly readers: ReadonlyMap<UserId, Reader>;
  readonly shared: SharedCounts;
}

/**
 * Packs as `{userId: [cursorSeq, cursorOrdinal, cursorSent, sent, chain, personal?]}`, in ASCII. Readers who all have sent
 * and been mentioned a billion times may not fit: then mentions are counted anew.
 *
 * @throws RangeError when it exceeds a row
 */
export function packReaders(readers: ReadonlyMap<UserId, Reader>, shared: SharedCounts = noSharedCounts): string {
  const packed = pack(readers, shared);
  if (packed.length <= maxPackedChars) return packed;
  const bare = new Map([...readers].map(([userId, { personal: _, ...reader }]) => [userId, reader]));
  const short = pack(bare, noSharedCounts);
  // `maxReaders` prevents this.
  if (short.length > maxPackedChars) throw new RangeError(`${readers.size} readers do not fit into a row`);
  return short;
}

function pack(readers: ReadonlyMap<UserId, Reader>, shared: SharedCounts): string {
  const entries: [string, unknown][] = [...readers].map(
    ([userId, { cursorSeq, cursorOrdinal, cursorSent, own, personal }]) => {
      const fields = [cursorSeq, cursorOrdinal, cursorSent, own.sent, own.chain];
      return [userId, personal === undefined ? fields : [...fields, packPersonal(personal)]];
    },
  );
  const { everyone: calls, amended, floor } = shared;
  if (calls.sent > 0 || amended.size > 0 || floor.seq > 0)
    entries.push([everyone, [0, 0, 0, 0, [], packShared(shared)]]);
  return JSON.stringify(Object.fromEntries(entries));
}

export function unpackReaders(text: string): PackedCounts {
  const { [everyone]: first, ...rest } = v.parse(packedText, JSON.parse(text));
  const readers = new Map(
    Object.entries(v.parse(packedReaders, rest)).map(
      ([userId, [cursorSeq, cursorOrdinal, cursorSent, sent, chain, personal]]): [UserId, Reader] => [
        userId as UserId,
        {
          cursorSeq,
          cursorOrdinal,
          cursorSent,
          own: { sent, chain },
          ...(personal !== undefined && { personal: unpackPersonal(personal) }),
        },
      ],
    ),
  );
  const shared = first?.[5];
  return { readers, shared: shared === undefined ? noSharedCounts : unpackShared(shared) };
}

const packChain = ({ sent, chain }: OwnChain): v.InferOutput<typeof packedChain> => [sent, distances(chain)];
const unpackChain = ([sent, chain]: v.InferOutput<typeof packedChain>): OwnChain => ({ sent, chain: sums(chain) });

const packPersonal = ({
  cursorMentions,
  skippedTo,
  named,
  calls,
  hidden,
}: Personal): v.InferOutput<typeof packedPersonal> => [
  cursorMentions,
  skippedTo,
  packChain(named),
  packChain(calls),
  hidden.map(({ seq, isMention }) => 2 * seq + Number(isMention)),
];

const unpackPersonal = ([cursorMentions, skippedTo, named, calls, hidden]: v.InferOutput<
  typeof packedPersonal
>): Personal => ({
  ...nothingPersonal,
  cursorMentions,
  skippedTo,
  named: unpackChain(named),
  calls: unpackChain(calls),
  hidden: hidden.map((packed) => ({ seq: Math.floor(packed / 2), isMention: packed % 2 === 1 })),
});

function packShared({ everyone: calls, amended, floor }: SharedCounts): v.InferOutput<typeof packedShared> {
  const indexes = new Map<UserId, number>();
  const indexOf = (userId: UserId): number => {
    const index = indexes.get(userId) ?? indexes.size;
    indexes.set(userId, index);
    return index;
  };
  let [seqBefore, ordinalBefore] = [0, 0];
  const messages = amended.messages().map(({ seq, ordinal, senderId, first, now }) => {
    const place: [number, number, number] = [seq - seqBefore, ordinal - ordinalBefore, indexOf(senderId)];
    [seqBefore, ordinalBefore] = [seq, ordinal];
    // Nearly all: a message without mentions that was removed.
    if (now === null && first.length === 0) return place;
    return [...place, first.map(indexOf), now === null ? -1 : now.map(indexOf)];
  }) as v.InferOutput<typeof packedMessage>[];
  return {
    everyone: packChain(calls),
    floor: [floor.seq, floor.ordinal, floor.mentions],
    users: [...indexes.keys()],
    amended: messages,
  };
}

function unpackShared({ everyone: calls, floor, users, amended }: v.InferOutput<typeof packedShared>): SharedCounts {
  const usersAt = (indexes: readonly number[]): UserId[] => indexes.flatMap((index) => users[index] ?? []);
  let [seq, ordinal] = [0, 0];
  const messages = amended.map(([moreSeq, moreOrdinal, sender, first = [], now = -1]): AmendedMessage => {
    [seq, ordinal] = [seq + moreSeq, ordinal + moreOrdinal];
    const [senderId = everyone] = usersAt([sender]);
    return { seq, ordinal, senderId, first: usersAt(first), now: now === -1 ? null : usersAt(now) };
  });
  const [floorSeq, floorOrdinal, mentions] = floor;
  return {
    everyone: unpackChain(calls),
    amended: new Amendments(messages),
    floor: { seq: floorSeq, ordinal: floorOrdinal, mentions },
  };
}

const distances = (seqs: readonly number[]): number[] => seqs.map((seq, index) => seq - (seqs[index - 1] ?? 0));

function sums(distanceOf: readonly number[]): number[] {
  let seq = 0;
  return distanceOf.map((distance) => (seq += distance));
}
