// A page of a thread: its first message and the replies that the asker sees.
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { ThreadEvents, ThreadQuery } from "../../../schema/rpc/message-changes.ts";
import { isSeen, listed, type AskedConversation } from "./asked-conversation.ts";
import type { Viewer } from "./viewer.ts";

/** Without either bound the newest replies. Those that came while the viewer was out are left out. */
export function threadOf(
  asked: AskedConversation,
  viewer: Viewer,
  { seq: root, before, after, limit }: ThreadQuery,
): ThreadEvents | Refused {
  if (!isSeen(viewer, root)) return refused("MESSAGE_NOT_FOUND");
  const { threads } = asked.states;
  const within = viewer.intervals.map(({ fromSeq, toSeq }) => ({
    afterSeq: Math.max(fromSeq - 1, after ?? 0),
    throughSeq: Math.min(toSeq ?? viewer.asOf, viewer.asOf, (before ?? Infinity) - 1),
  }));
  // One more than the page has tells whether there is a further one.
  const most = limit + 1;
  const seqs = within.flatMap(({ afterSeq, throughSeq }) =>
    after === undefined
      ? threads.before(root, afterSeq, throughSeq, most)
      : threads.after(root, afterSeq, throughSeq, most),
  );
  const page = after === undefined ? seqs.slice(-limit) : seqs.slice(0, limit);
  const isMore = seqs.length > page.length;
  const shown = [root, ...page];
  return {
    ...listed(asked, viewer, shown),
    headSeq: viewer.asOf,
    states: asked.views.of(viewer, shown),
    ...neighbours({ before, after }, page, isMore),
  };
}

/** Where the pages beside this one are; null: nothing is there. */
function neighbours(
  { before, after }: { readonly before: number | undefined; readonly after: number | undefined },
  page: readonly number[],
  isMore: boolean,
): Pick<ThreadEvents, "before" | "after"> {
  const [first = null, last = null] = [page[0], page.at(-1)];
  if (after === undefined) return { before: isMore ? first : null, after: before === undefined ? null : before - 1 };
  return { before: after === 0 ? null : after + 1, after: isMore ? last : null };
}
