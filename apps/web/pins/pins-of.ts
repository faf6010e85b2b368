// The pinned messages of each conversation that was opened, one model for its bar and its page.
import type { ConversationId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import { serverOffsetMs } from "../model/server-offset.ts";
import { PinsModel } from "./pins-model.ts";

const models = new WeakMap<Chat, Map<ConversationId, PinsModel>>();

export function pinsOf(chat: Chat, id: ConversationId): PinsModel {
  let known = models.get(chat);
  if (known === undefined) models.set(chat, (known = watched(chat, new Map())));
  let model = known.get(id);
  if (model === undefined) {
    const { client } = chat;
    model = new PinsModel(id, { load: () => client.pins(id), message: (seq) => client.message(id, seq) });
    known.set(id, model);
    void model.refresh();
  } else if (!model.isLoaded.peek()) void model.refresh();
  return model;
}

function watched(chat: Chat, known: Map<ConversationId, PinsModel>): Map<ConversationId, PinsModel> {
  const { client, me } = chat;
  const byMe = () => ({ userId: me, atMs: Date.now() + serverOffsetMs(chat) });
  client.on("pin-changed", ({ conversationId, targetSeq, senderId, createdAt }) => {
    void known.get(conversationId)?.changed(targetSeq, { userId: senderId, atMs: createdAt });
  });
  client.on("message-state", ({ conversationId, seqs }) => {
    const model = known.get(conversationId);
    for (const seq of seqs) if (model?.has(seq) === true) void model.changed(seq, byMe());
  });
  // One's own pin is shown before the server has it.
  client.on("change", ({ kind, conversationId, seqs }) => {
    if (kind === "pin") for (const seq of seqs) void known.get(conversationId)?.changed(seq, byMe());
  });
  // What was not seen, and whatever could not be fetched without a connection.
  client.on("void", ({ conversationId }) => void known.get(conversationId)?.refresh());
  client.on("set-back", ({ conversationId }) => void known.get(conversationId)?.refresh());
  client.on("sync", () => {
    for (const model of known.values()) if (!model.isLoaded.peek()) void model.refresh();
  });
  return known;
}
