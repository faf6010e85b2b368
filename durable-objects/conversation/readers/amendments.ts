// Messages of others that count otherwise than when they were sent: their mentions were edited, or they were recalled or
// expired. A short list: messages that everybody has read are dropped from it. Pure.
import { everyone, type UserId } from "../../../schema/protocol/ids.ts";

/**
 * What an edit, a recall or an expiry does to the counts of a message. `before`, `after`: whom its content mentions, `all`
 * among them. `after`: null when the message was removed.
 */
export interface Amendment {
  readonly seq: number;
  /** Messages up to and including this one. */
  readonly ordinal: number;
  readonly senderId: UserId;
  readonly before: readonly UserId[];
  readonly after: readonly UserId[] | null;
}

/** `first`: whom the message mentioned when it was sent, which the chains count. `now`: null when it was removed. */
export interface AmendedMessage {
  readonly seq: number;
  readonly ordinal: number;
  readonly senderId: UserId;
  readonly first: readonly UserId[];
  readonly now: readonly UserId[] | null;
}

/** Of the messages after a cursor: how many were removed, and how many more mention the reader than when they were sent. */
export interface Correction {
  readonly removed: number;
  readonly mentions: number;
}

/** Sums by seq, newest first: each is that of its message and of all newer ones. */
interface Sums {
  readonly seqs: number[];
  readonly removed: number[];
  readonly mentions: number[];
}

const noCorrection: Correction = { removed: 0, mentions: 0 };
const nobody: readonly UserId[] = [];

/** Whom a message mentions, each once: the author never, and nobody beside `all`. */
export function mentionsOthers(mentions: readonly UserId[], senderId: UserId): readonly UserId[] {
  if (mentions.length === 0) return nobody;
  if (mentions.includes(everyone)) return [everyone];
  return [...new Set(mentions)].filter((userId) => userId !== senderId);
}

/** Whether a message of somebody else mentions this user. */
export const isMentioned = (mentions: readonly UserId[], userId: UserId): boolean =>
  mentions.includes(userId) || mentions.includes(everyone);

const isSame = (one: readonly UserId[], other: readonly UserId[]): boolean =>
  one.length === other.length && one.every((userId) => other.includes(userId));

const weightOf = ({ first, now }: AmendedMessage): number => 1 + first.length + (now?.length ?? 0);

export class Amendments {
  readonly #bySeq: Map<number, AmendedMessage>;
  #weight: number;
  #sums: { readonly all: Sums; readonly byUser: ReadonlyMap<UserId, Sums> } | null = null;

  constructor(messages: Iterable<AmendedMessage> = []) {
    this.#bySeq = new Map([...messages].map((message) => [message.seq, message]));
    this.#weight = [...this.#bySeq.values()].reduce((sum, message) => sum + weightOf(message), 0);
  }

  get size(): number {
    return this.#bySeq.size;
  }

  /** A message counts one, and one more for each user whom it mentioned or mentions. */
  get weight(): number {
    return this.#weight;
  }

  get(seq: number): AmendedMessage | undefined {
    return this.#bySeq.get(seq);
  }

  /** In seq order. */
  messages(): AmendedMessage[] {
    return [...this.#bySeq.values()].toSorted((a, b) => a.seq - b.seq);
  }

  copy(): Amendments {
    return new Amendments(this.#bySeq.values());
  }

  /** In place. @returns whether any count may have changed */
  add({ seq, ordinal, senderId, before, after }: Amendment): boolean {
    const known = this.#bySeq.get(seq);
    if (known?.now === null) return false;
    const now = after === null ? null : mentionsOthers(after, senderId);
    const was = known?.now ?? mentionsOthers(before, senderId);
    if (now !== null && isSame(was, now)) return false;
    const message = { seq, ordinal, senderId, first: known?.first ?? was, now };
    this.#weight += weightOf(message) - (known === undefined ? 0 : weightOf(known));
    this.#bySeq.set(seq, message);
    this.#sums = null;
    return true;
  }

  /** The newest message that must go so that the newer ones weigh at most `weight`; 0: none. */
  oldestBeyond(weight: number): number {
    let rest = this.#weight;
    for (const message of this.messages()) {
      rest -= weightOf(message);
      if (rest <= weight) return message.seq;
    }
    return 0;
  }

  /** Those after `seq`. */
  after(seq: number): Amendments {
    return new Amendments(this.messages().filter((message) => message.seq > seq));
  }

  correction(userId: UserId, afterSeq: number): Correction {
    if (this.#bySeq.size === 0) return noCorrection;
    this.#sums ??= sumsOf(this.messages());
    const all = sumAfter(this.#sums.all, afterSeq);
    const own = sumAfter(this.#sums.byUser.get(userId), afterSeq);
    return { removed: all.removed + own.removed, mentions: all.mentions + own.mentions };
  }
}

/** What each message adds for everybody, and for those to whom it adds something else: its author, and whom it mentions. */
function sumsOf(messages: readonly AmendedMessage[]): { all: Sums; byUser: Map<UserId, Sums> } {
  const all: Sums = { seqs: [], removed: [], mentions: [] };
  const byUser = new Map<UserId, Sums>();
  for (const { seq, senderId, first, now } of messages.toReversed()) {
    const removed = now === null ? 1 : 0;
    const mentions = Number(now?.includes(everyone) ?? false) - Number(first.includes(everyone));
    push(all, seq, removed, mentions);
    const others = new Set([senderId, ...first, ...(now ?? [])]);
    for (const userId of others) {
      if (userId === everyone) continue;
      let sums = byUser.get(userId);
      if (sums === undefined) byUser.set(userId, (sums = { seqs: [], removed: [], mentions: [] }));
      if (userId === senderId) push(sums, seq, -removed, -mentions);
      else
        push(sums, seq, 0, Number(isMentioned(now ?? nobody, userId)) - Number(isMentioned(first, userId)) - mentions);
    }
  }
  return { all, byUser };
}

function push({ seqs, removed, mentions }: Sums, seq: number, addedRemoved: number, addedMentions: number): void {
  seqs.push(seq);
  removed.push((removed.at(-1) ?? 0) + addedRemoved);
  mentions.push((mentions.at(-1) ?? 0) + addedMentions);
}

function sumAfter(sums: Sums | undefined, afterSeq: number): Correction {
  if (sums === undefined) return noCorrection;
  let [low, high] = [0, sums.seqs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums.seqs[middle] ?? 0) > afterSeq) low = middle + 1;
    else high = middle;
  }
  return { removed: sums.removed[low - 1] ?? 0, mentions: sums.mentions[low - 1] ?? 0 };
}
