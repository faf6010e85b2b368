// Single messages: what people do to them after they were sent, and what became of them.
import type { messageChangeRoutes } from "../../schema/protocol/routes/message-changes.ts";
import type { KnownEvent } from "../../schema/protocol/events/events.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import type { CallerSession } from "../http/caller-session.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

/** Of a change that is not asked for again. */
export const newOpId = (): OpId => crypto.randomUUID() as OpId;

type Changed = {
  readonly status: 200;
  readonly body: { readonly conversationId: ConversationId; readonly seq: number };
};

export async function change(session: CallerSession, frame: MessageChangeFrame): Promise<Changed | Refused> {
  const changed = await session.ask({ kind: "change-message", change: frame });
  if (!isRefused(changed)) return { status: 200, body: { conversationId: frame.conversationId, seq: changed.seq } };
  const { code, pointer } = changed.refusal;
  if (code !== "INVALID_FRAME") return changed;
  // The session refuses with the code for frames. What is not one emoji is part of the path here.
  return frame.type === "react" || pointer === undefined
    ? refused("INVALID_REQUEST")
    : refusedAt("INVALID_REQUEST", pointer);
}

interface OnMessage {
  readonly session: CallerSession;
  readonly path: { readonly conversationId: ConversationId; readonly seq: number };
  readonly query: { readonly opId?: OpId };
}

const react = ({ session, path, query }: OnMessage & { readonly path: { readonly emoji: string } }, active: boolean) =>
  change(session, { type: "react", opId: query.opId ?? newOpId(), ...path, active });

const pin = ({ session, path, query }: OnMessage, active: boolean) =>
  change(session, { type: "pin-message", opId: query.opId ?? newOpId(), ...path, active });

/** The events are already JSON text, in the form that sockets get. */
const parsed = (frame: string): KnownEvent => JSON.parse(frame) as KnownEvent;

export const messageChangeHandlers: HandlersOf<typeof messageChangeRoutes> = {
  editMessage: ({ session, path, body }) =>
    change(session, { type: "edit-message", ...path, ...body, opId: body.opId ?? newOpId() }),

  recallMessage({ session, path, query }) {
    const { conversationId, seq } = path;
    if (query.for === "me") return change(session, { type: "hide-messages", conversationId, seqs: [seq] });
    return change(session, { type: "recall-message", conversationId, seq });
  },

  addReaction: (asked) => react(asked, true),
  removeReaction: (asked) => react(asked, false),
  pinMessage: (asked) => pin(asked, true),
  unpinMessage: (asked) => pin(asked, false),

  async getMessage({ session, path }) {
    const { conversationId, seq } = path;
    const page = await session.ask({ kind: "load-page", conversationId, after: seq - 1, limit: 1 });
    if (isRefused(page)) return page;
    const [frame] = page.frames;
    if (frame === undefined || parsed(frame).type !== "new-message") return refused("MESSAGE_NOT_FOUND");
    const state = page.states[seq];
    const stateText = state === undefined ? "" : `,"state":${JSON.stringify(state)}`;
    return { status: 200, json: `{"event":${frame}${stateText}}` };
  },

  async listStates({ session, path, query }) {
    const states = await session.ask({ kind: "message-states", ...path, seqs: query.seqs });
    return isRefused(states) ? states : { status: 200, json: JSON.stringify(states) };
  },

  async listEdits({ session, path }) {
    const edits = await session.ask({ kind: "list-edits", ...path });
    if (isRefused(edits)) return edits;
    const items = edits.items.flatMap(({ seq, createdAt, frame }) => {
      const event = parsed(frame);
      return "content" in event ? [{ seq, content: event.content, createdAt }] : [];
    });
    return { status: 200, body: { items, next: null } };
  },

  async listReactions({ session, path, query }) {
    const page = await session.ask({ kind: "list-reactions", ...path, ...query });
    return isRefused(page) ? page : { status: 200, body: page };
  },

  async listPins({ session, path }) {
    const pins = await session.ask({ kind: "list-pins", ...path });
    if (isRefused(pins)) return pins;
    const items = pins.items.map(
      ({ frame, state, pinnedBy, pinnedAt }) =>
        `{"event":${frame},"state":${JSON.stringify(state)},"pinnedBy":"${pinnedBy}","pinnedAt":${pinnedAt}}`,
    );
    return { status: 200, json: `{"items":[${items.join(",")}],"next":null}` };
  },

  async listHidden({ session, path, query }) {
    const hidden = await session.ask({ kind: "list-hidden", ...path, after: query.after });
    if (isRefused(hidden)) return hidden;
    return { status: 200, body: { items: hidden.seqs, next: null, hides: hidden.hides } };
  },
};
