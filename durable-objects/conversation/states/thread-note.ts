// What the state of a message keeps of the thread under it. The replies are rows of `thread_reply`. Pure.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { StoredState } from "./stored-state.ts";

/** Replies that are not gone, the time of the newest reply (ms since 1970; 0: none yet), and who follows the thread. */
export type ThreadNote = readonly [count: number, lastReplyAt: number, followers: readonly UserId[]];

const noThread: ThreadNote = [0, 0, []];

/** Who wrote the first message follows its thread from the first reply on, and so does who writes a reply. */
export function withReply(
  state: StoredState,
  reply: { readonly rootSenderId: UserId; readonly senderId: UserId; readonly at: number },
): StoredState {
  const [count, lastReplyAt, followers] = state.thread ?? noThread;
  const joining = lastReplyAt === 0 ? [reply.rootSenderId, reply.senderId] : [reply.senderId];
  const all = [...new Set([...followers, ...joining])].slice(0, wireLimits.maxThreadFollowers);
  return { ...state, thread: [count + 1, reply.at, all.length === followers.length ? followers : all] };
}

/** A reply is gone: it counts no more, its time stays. */
export function withoutReply(state: StoredState): StoredState {
  const [count, lastReplyAt, followers] = state.thread ?? noThread;
  return { ...state, thread: [Math.max(0, count - 1), lastReplyAt, followers] };
}

export function withFollower(state: StoredState, userId: UserId): StoredState {
  const [count, lastReplyAt, followers] = state.thread ?? noThread;
  return { ...state, thread: [count, lastReplyAt, [...followers, userId]] };
}

export function withoutFollower(state: StoredState, userId: UserId): StoredState {
  const [count, lastReplyAt, followers] = state.thread ?? noThread;
  return { ...state, thread: [count, lastReplyAt, followers.filter((one) => one !== userId)] };
}
