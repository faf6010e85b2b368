// Edits: people change what their messages say, and whom they mention.
import { isDeepStrictEqual } from "node:util";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { EditMessageFrame } from "../../../schema/protocol/message-changes.ts";
import { changeKind, messagePath } from "./change-kind.ts";

const isEdit = (event: EventFrame): event is Extract<EventFrame, { readonly type: "message-edited" }> =>
  event.type === "message-edited";

export const edits = changeKind<EditMessageFrame>("edit-message", {
  weight: 10,
  ask({ conversationId, seq, senderId }, { actor, opId, random, people }) {
    // Of others' messages it is refused, which is tried now and then.
    if (senderId !== actor && !random.chance(0.05)) return null;
    const content = { type: "text", text: `edit ${opId}` } as const;
    const mentions = random.chance(0.3) ? [...new Set([random.pick(people), random.pick(people)])] : undefined;
    return { type: "edit-message", opId, conversationId, seq, content, ...(mentions !== undefined && { mentions }) };
  },
  bySdk: (client, { conversationId, seq, content, mentions }) =>
    client.edit(conversationId, seq, content, { mentions: mentions ?? [] }),
  overHttp: ({ content, mentions, ...target }, opId) => ({
    method: "PATCH",
    path: messagePath(target),
    body: { opId, content, ...(mentions !== undefined && { mentions }) },
  }),
  makesEvent: true,
  isWhatItAsks: (event, { seq, content }) =>
    isEdit(event) &&
    event.targetSeq === seq &&
    (event.content.type === "gone" || isDeepStrictEqual(event.content, content)),
  mayBeSo: () => false,
  doubled(changes) {
    const said = new Set<string>();
    for (const event of changes.filter(isEdit)) {
      if (event.content.type === "gone") continue;
      const words = JSON.stringify(event.content);
      if (said.has(words)) return event;
      said.add(words);
    }
    return null;
  },
  shown(changes) {
    const last = changes.findLast(isEdit);
    if (last === undefined) return {};
    const { content, mentions, createdAt: editedAt } = last;
    return { content, editedAt, ...(mentions !== undefined && { mentions }) };
  },
});
