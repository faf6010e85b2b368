// A sender's own messages, linked through the log: counts and finds them without an index.
//
// A Fenwick tree laid over one sender's messages: the n-th stores the seq of the one before (`prev`) and of the
// (n − lowbit(n))-th (`jump`). The newest n is described by the chain n, n − lowbit(n), … , at most log2(n) seqs, so a
// new message's links cost no read, and "how many up to seq s" costs O(log² n) reads by primary key.

/** One sender's messages so far. `chain`: seqs of the n-th, (n − lowbit(n))-th, … message, oldest first. */
export interface OwnChain {
  readonly sent: number;
  readonly chain: readonly number[];
}

export interface OwnLinks {
  readonly prev: number;
  readonly jump: number;
}

/** What the walk needs of the log: the links of one of the sender's own messages. */
export type LoadLinks = (seq: number) => OwnLinks;

export const emptyChain: OwnChain = { sent: 0, chain: [] };

/** The seq of the sender's newest message, 0 when there is none. */
export const lastOwnSeq = (own: OwnChain): number => own.chain.at(-1) ?? 0;

const lowbit = (n: number): number => n & -n;

/** The chain after one more message at `seq`, and the links to store with it. */
export function pushOwn(own: OwnChain, seq: number): { own: OwnChain; links: OwnLinks } {
  const sent = own.sent + 1;
  const chain = [...own.chain];
  // The n-th message covers lowbit(n) of them: each chain element that it swallows halves what is left.
  for (let covered = lowbit(sent); covered > 1; covered >>= 1) chain.pop();
  const links = { prev: lastOwnSeq(own), jump: chain.at(-1) ?? 0 };
  return { own: { sent, chain: [...chain, seq] }, links };
}

/** The sender's newest message at or before `seq` and how many there are up to it; `{at: 0, count: 0}` when none. */
export function findOwn(own: OwnChain, seq: number, load: LoadLinks): { at: number; count: number } {
  let at = lastOwnSeq(own);
  let count = own.sent;
  while (at > seq) {
    const { prev, jump } = load(at);
    if (jump >= seq) {
      at = jump;
      count -= lowbit(count);
    } else {
      at = prev;
      count -= 1;
    }
  }
  return { at, count };
}
