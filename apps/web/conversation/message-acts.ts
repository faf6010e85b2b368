// What people do to the messages of the open conversation, and what is open for it: a dialog, a picker, a selection.
import type { ConversationEntry, KlatchClient } from "@klatch/sdk";
import { signal } from "@preact/signals";
import { editableUntil, type ChangeStanding } from "../changes/may-change.ts";
import { PendingHides } from "../changes/pending-hides.ts";
import { RecalledTexts } from "../changes/recalled-texts.ts";
import { tellFailure } from "../changes/tell-failure.ts";
import { kindOf } from "../kinds/kinds.ts";
import { deviceStorage } from "../platform/storage.ts";
import type { MayWrite } from "../composer/may-write.ts";
import type { GroupModel } from "../model/group-model.ts";
import { serverOffsetMs } from "../model/server-offset.ts";
import type { Chat } from "../model/chat.ts";
import { quickReactions, reactionOfKey, type QuickReaction } from "../reactions/quick-reaction-views.ts";
import { isMine } from "../reactions/quick-reactions.ts";
import { extended, selectionOf, toggled, type Selection } from "../selection/selection.ts";
import type { Row, ShownMessage } from "../timeline/timeline-rows.ts";
import { say } from "../ui/toasts.tsx";
import { commonWords } from "../ui/common-words.ts";
import { beginEdit } from "./begin-edit.ts";
import { actWords as t } from "./act-words.ts";

/** What floats over the conversation for messages. */
export type MessageLayer =
  | { readonly kind: "remove"; readonly messages: readonly ShownMessage[] }
  | { readonly kind: "react"; readonly message: ShownMessage; readonly at: PickerPlace };

/** Beside what a picker is for: below it, or where there is no room above it. */
export interface PickerPlace {
  readonly x: number;
  readonly above: number;
  readonly below: number;
}

/** Of the signed-in user: what they have deleted outlives the conversation's page. */
interface Deleted {
  readonly hides: PendingHides;
  readonly texts: RecalledTexts;
}
const deletedOf = new WeakMap<Chat, Deleted>();

function deletedIn(chat: Chat): Deleted {
  let deleted = deletedOf.get(chat);
  if (deleted === undefined) {
    const key = `klatch.hides ${chat.me}`;
    const hides = new PendingHides({
      hide: (id, seqs) => tellFailure(chat.client.hide(id, seqs)),
      left: { get: () => deviceStorage.getItem(key) ?? "", set: (text) => deviceStorage.setItem(key, text) },
    });
    hides.resume();
    addEventListener("pagehide", () => hides.leave());
    // From the browser's cache of pages.
    addEventListener("pageshow", ({ persisted }) => persisted && hides.resume());
    deletedOf.set(chat, (deleted = { hides, texts: new RecalledTexts() }));
  }
  return deleted;
}

export class MessageActs {
  readonly #chat: Chat;
  readonly #client: KlatchClient;
  readonly #id: ConversationEntry["id"];
  readonly #deleted: Deleted;
  readonly layer = signal<MessageLayer | null>(null);
  /** Null: no message is selected. */
  readonly selection = signal<Selection | null>(null);
  /** What the user may do depends on it. Null: not told yet. */
  place: { readonly entry: ConversationEntry; readonly model: GroupModel | null; readonly write: MayWrite } | null =
    null;
  /** Of the list, from top to bottom. */
  rows: readonly Row[] = [];

  constructor(chat: Chat, id: ConversationEntry["id"]) {
    this.#chat = chat;
    this.#client = chat.client;
    this.#id = id;
    this.#deleted = deletedIn(chat);
  }

  quick(message: ShownMessage): readonly QuickReaction[] {
    return quickReactions(message, (...of) => this.react(...of));
  }

  ofKey(key: string, message: ShownMessage): QuickReaction | null {
    return reactionOfKey(key, message, (...of) => this.react(...of));
  }

  /** The user here and now. */
  standing(): ChangeStanding {
    const { model = null, write = null } = this.place ?? {};
    return {
      me: this.#chat.me,
      nowMs: Date.now() + serverOffsetMs(this.#chat),
      mayWrite: write?.kind === "yes",
      windows: this.#client.changeWindows,
      role: model?.group.peek()?.self.role ?? null,
      roleOf: (userId) => model?.members.peek().get(userId)?.role ?? null,
    };
  }

  /** Until when the message may be edited, by this device's clock; null: it may not. */
  until(message: ShownMessage): number | null {
    const untilMs = editableUntil(message, this.standing());
    return untilMs === null ? null : untilMs - serverOffsetMs(this.#chat);
  }

  /** Begins to edit a message. */
  begin(message: ShownMessage): void {
    const untilMs = this.until(message);
    if (untilMs !== null && this.place !== null) beginEdit(this.#chat, this.place.entry, message, untilMs);
  }

  get messages(): readonly ShownMessage[] {
    return this.rows.flatMap((row) => (row.kind === "message" ? [row.message] : []));
  }

  open(layer: MessageLayer): void {
    this.layer.value = layer;
  }

  /** Puts the emoji to the message, or takes it away. */
  react(message: ShownMessage, emoji: string): void {
    if (message.seq === null) return;
    tellFailure(this.#client.react(this.#id, message.seq, emoji, !isMine(this.#now(message).state, emoji)));
  }

  vote(message: ShownMessage, options: readonly number[]): void {
    if (message.seq !== null) tellFailure(this.#client.vote(this.#id, message.seq, options));
  }

  closePoll(message: ShownMessage): void {
    if (message.seq !== null) tellFailure(this.#client.closePoll(this.#id, message.seq));
  }

  pin(message: ShownMessage, active: boolean): void {
    if (message.seq !== null) tellFailure(this.#client.pin(this.#id, message.seq, active));
  }

  /** For everyone. What was refused stays at the message until it is tried again or given up. */
  recall(messages: readonly ShownMessage[]): void {
    for (const { seq, content, senderId } of messages) {
      if (seq === null) continue;
      const text = kindOf(content).copyText(content);
      if (senderId === this.#chat.me && text !== "") this.#deleted.texts.keep(this.#id, seq, text, Date.now());
      this.#client.recall(this.#id, seq);
    }
  }

  /** For this user. It can be undone while the notice is there. */
  hide(messages: readonly ShownMessage[]): void {
    const seqs = messages.flatMap(({ seq }) => seq ?? []);
    if (seqs.length === 0) return;
    const { undo, commit } = this.#deleted.hides.begin(this.#id, seqs);
    say(t("hidden", { count: seqs.length }), false, { label: commonWords("undo"), run: undo, otherwise: commit });
  }

  /** What is deleted and can be got back. */
  get hiding(): ReadonlySet<number> {
    return this.#deleted.hides.in(this.#id);
  }

  /** What this user has just deleted for everyone; null: nothing that can be written again. */
  recalledText(seq: number): string | null {
    return this.#deleted.texts.textOf(this.#id, seq, Date.now());
  }

  /** Selects a message or not, or with Shift all up to it. */
  choose(key: string, isRange: boolean): void {
    const selection = this.selection.peek();
    if (selection === null) return;
    this.selection.value = isRange ? extended(selection, key, this.#selectable()) : toggled(selection, key);
  }

  /** Those of the list that are still there, from top to bottom. */
  get selected(): readonly ShownMessage[] {
    const keys = this.selection.value?.keys;
    return keys === undefined ? [] : this.messages.filter(({ key }) => keys.has(key));
  }

  /** A picker may have been open for a while. */
  #now(message: ShownMessage): ShownMessage {
    return this.messages.find(({ key }) => key === message.key) ?? message;
  }

  #selectable(): readonly string[] {
    return this.messages.flatMap(({ key, seq }) => (seq === null ? [] : key));
  }

  select(message: ShownMessage): void {
    this.selection.value = selectionOf(message.key);
  }
}
