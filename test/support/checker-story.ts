// A small clean history for tests of the chaos checker, to plant violations in: three people, a direct conversation, a group.
//
// Ada and Bob talk; in the group Cleo joins late (its history is hidden from her) and leaves before the end.
import { check } from "../../lab/chaos/check/check.ts";
import type { Rule, Verdict } from "../../lab/chaos/check/verdict.ts";
import type { FinalState, HistoryRecount, ShownStretch, UserView } from "../../lab/chaos/history/final-state.ts";
import { textOf, type HistoryRecord, type RecordedDevice } from "../../lab/chaos/history/record.ts";
import type { Block } from "../../schema/protocol/blocks.ts";
import type { Member } from "../../schema/protocol/group.ts";
import {
  directConversationId,
  messageIdOf,
  type ClientMsgId,
  type ConversationId,
  type UserId,
} from "../../schema/protocol/ids.ts";
import type { EditsResult, ReactionsResult } from "../../schema/protocol/http-messages.ts";
import type { ReceivedScheduled } from "../../schema/protocol/http-scheduled.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { Person } from "../../schema/protocol/people.ts";
import { defaultConsents, type PrivacySettings } from "../../schema/protocol/privacy.ts";
import type { GroupInvitation, MyInvitation } from "../../schema/protocol/invitations.ts";
import type { Star } from "../../schema/protocol/stars.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { freeSettings } from "./group-settings.ts";

const userOf = (letter: string): UserId => `user_${letter.repeat(26)}` as UserId;
export const [ada, bob, cleo] = [userOf("a"), userOf("b"), userOf("c")];
export const direct: ConversationId = directConversationId(ada, bob);
export const group = `group_${"g".repeat(26)}` as ConversationId;

/** As the server writes it. */
export function message(
  conversationId: ConversationId,
  seq: number,
  senderId: UserId,
  clientMsgId: string,
): NewMessageFrame {
  const content = { type: "text", text: `text of ${clientMsgId}` } as const;
  const messageId = messageIdOf(conversationId, seq);
  const id = clientMsgId as ClientMsgId;
  return { type: "new-message", conversationId, seq, messageId, senderId, clientMsgId: id, content, createdAt: seq };
}

const changeOf = (seq: number, actorId: UserId) => ({ conversationId: group, seq, actorId, createdAt: seq });

const directLog: readonly EventFrame[] = [
  message(direct, 1, ada, "d1"),
  message(direct, 2, bob, "d2"),
  message(direct, 3, ada, "d3"),
  message(direct, 4, bob, "d4"),
];

const groupLog: readonly EventFrame[] = [
  {
    type: "group-changed",
    ...changeOf(1, ada),
    change: { kind: "created", name: "G", description: "", avatar: "", settings: freeSettings },
  },
  {
    type: "member-changed",
    ...changeOf(2, ada),
    userIds: [ada],
    change: { kind: "joined", how: "created", role: "owner" },
  },
  {
    type: "member-changed",
    ...changeOf(3, ada),
    userIds: [bob],
    change: { kind: "joined", how: "created", role: "member" },
  },
  { ...message(group, 4, ada, "g4"), mentions: [bob] },
  {
    type: "member-changed",
    ...changeOf(5, cleo),
    userIds: [cleo],
    change: { kind: "joined", how: "link", role: "member" },
  },
  message(group, 6, bob, "g6"),
  { type: "member-changed", ...changeOf(7, cleo), userIds: [cleo], change: { kind: "left" } },
  message(group, 8, ada, "g8"),
];

const hiddenFromCleo: EventFrame = { type: "void", conversationId: group, seq: 1, toSeq: 4, createdAt: 4 };

/** `ConversationLists` that may be changed. */
export interface MutableLists {
  pins: number[];
  hidden: number[];
  readonly edits: Map<number, EditsResult["items"][number][]>;
  readonly reactions: Map<number, ReactionsResult["items"][number][]>;
  readonly threads: Map<number, number[]>;
}

interface Mutable<T> {
  value: T;
}

/** Everything of it may be changed; `verdict` then looks at it as it is. */
export class Story {
  readonly devices: RecordedDevice[] = [];
  records: HistoryRecord[] = [];
  readonly views: {
    userId: UserId;
    inbox: ConversationEntry[];
    logs: Map<ConversationId, EventFrame[]>;
    states: Map<ConversationId, Record<string, MessageState>>;
    lists: Map<ConversationId, MutableLists>;
    scheduled: ReceivedScheduled[];
    starred: Star[];
    blocks: Block[];
    people: Person[];
    invitations: MyInvitation[];
    privacy: PrivacySettings;
    unreadable: Mutable<UserView["unreadable"]>;
  }[] = [];
  readonly states: {
    name: string;
    cursors: Map<ConversationId, number>;
    listed: Map<ConversationId, ConversationEntry> | null;
    people: Map<UserId, Person | null> | null;
    invitations: MyInvitation[] | null;
    shown: ShownStretch[];
  }[] = [];
  readonly members = new Map<ConversationId, Member[]>();
  readonly invitations = new Map<ConversationId, GroupInvitation[]>();
  readonly recounts: HistoryRecount[] = [];

  constructor() {
    this.addPerson(ada, ["sdk-0", "raw-1"], [directLog, groupLog]);
    this.addPerson(bob, ["raw-2"], [directLog, groupLog]);
    this.addPerson(cleo, ["raw-3"], [[hiddenFromCleo, ...groupLog.slice(4, 7)]]);
    for (const event of [...directLog, ...groupLog]) if (event.type === "new-message") this.#addSend(event);
    this.note({
      kind: "refused",
      user: ada,
      conversationId: direct,
      clientMsgId: "r1",
      code: "FORBIDDEN",
    });
    this.note({
      kind: "send",
      socket: 0,
      user: ada,
      conversationId: direct,
      clientMsgId: "r1",
      text: "no",
    });
    this.accept(bob, ada);
    this.note({ kind: "read", user: bob, conversationId: direct, seq: 2 });
    this.note({ kind: "answered", call: "POST /api/groups", status: 201, garbled: null });
    this.note({ kind: "entered", user: cleo, maker: bob, conversationId: group, asked: 4 }, 6);
    // Ada was kicked where she is no longer, and had a message on the way.
    this.signIn("sdk-old", ada, "old family", 100, 150);
    this.end(ada, { device: "sdk-old" }, 200, 250);
    this.note(
      {
        kind: "signed-out",
        device: "sdk-old",
        family: "old family",
        code: "DEVICE_SIGNED_OUT",
        pending: ["u1", "d1"],
        givenBack: ["u1"],
      },
      260,
    );
    this.note({ kind: "changed", user: cleo, conversationId: group, op: "leave", seq: 7 });
    const standing = { nickname: "", silencedUntil: null, joinedSeq: 1 };
    this.members.set(group, [
      { userId: ada, role: "owner", ...standing },
      { userId: bob, role: "member", ...standing },
    ]);
    for (const conversationId of [direct, group])
      this.recounts.push({ conversationId, checked: 4, projectedSeq: 4, faults: [], failure: null });
  }

  note(record: { readonly kind: HistoryRecord["kind"] } & Record<string, unknown>, at = 1_000): void {
    this.records.push({ at, ...record } as HistoryRecord);
  }

  /** They have known each other from the beginning. */
  accept(user: UserId, other: UserId): void {
    this.note({ kind: "contact", user: other, other: user, how: "open", asked: 0, outcome: "done" }, 0);
    this.note({ kind: "contact", user, other, how: "accept", asked: 0, outcome: "done" }, 0);
  }

  signIn(device: string, user: UserId, family: string, asked = 900, at = 950): void {
    const deviceId = `device of ${device.split(".")[0]}`;
    this.note({ kind: "signed-in", device, user, deviceId, family, asked }, at);
  }

  /** A sign-in ends: by `how` and by default, the one of this device. */
  end(user: UserId, ended: { readonly device: string } & Record<string, unknown>, asked: number, at: number): void {
    const { device, ...others } = ended;
    const deviceId = `device of ${device}`;
    this.note({ kind: "ended", user, deviceId, spares: null, how: "kick", asked, done: true, ...others }, at);
  }

  view(userId: UserId): Story["views"][number] {
    return found(this.views.find((view) => view.userId === userId));
  }

  entry(userId: UserId, conversationId: ConversationId): ConversationEntry {
    return found(this.view(userId).inbox.find(({ id }) => id === conversationId));
  }

  log(userId: UserId, conversationId: ConversationId): EventFrame[] {
    return found(this.view(userId).logs.get(conversationId));
  }

  state(name: string): Story["states"][number] {
    return found(this.states.find((state) => state.name === name));
  }

  /** What a device shows of a conversation. */
  listed(name: string, conversationId: ConversationId): ConversationEntry {
    return found(this.state(name).listed?.get(conversationId));
  }

  /** What a socket got; `socket` is the device's index. */
  given(socket: number, conversationId: ConversationId): (HistoryRecord & { readonly kind: "event" })[] {
    return this.records.filter(
      (record): record is HistoryRecord & { readonly kind: "event" } =>
        record.kind === "event" && record.socket === socket && record.event.conversationId === conversationId,
    );
  }

  remove(test: (record: HistoryRecord) => boolean): void {
    this.records = this.records.filter((record) => !test(record));
  }

  /** One more event, which all of `userIds` read and their devices got. */
  append(event: NewMessageFrame, userIds: readonly UserId[]): void {
    const { conversationId, seq } = event;
    for (const userId of userIds) {
      this.log(userId, conversationId).push(event);
      const entry = this.entry(userId, conversationId);
      entry.headSeq = seq;
      if (event.senderId !== userId) entry.unread += 1;
      if (mentionsUser(event, userId)) entry.mentions = (entry.mentions ?? 0) + 1;
      for (const [socket, { name }] of this.devices.entries()) {
        if (this.devices[socket]?.userId !== userId) continue;
        this.note({ kind: "event", socket, event });
        this.note({ kind: "took", device: name, conversationId, seq, toSeq: seq });
        this.state(name).cursors.set(conversationId, seq);
        this.state(name).listed?.set(conversationId, { ...entry });
      }
    }
  }

  /** The last event of a conversation never was, for anyone. */
  dropLast(conversationId: ConversationId): void {
    for (const { userId, inbox, logs } of this.views) {
      const log = logs.get(conversationId);
      const last = log?.pop();
      if (last === undefined) continue;
      const entry = found(inbox.find(({ id }) => id === conversationId));
      entry.headSeq = last.seq - 1;
      if (last.type === "new-message" && last.senderId !== userId) entry.unread -= 1;
      if (mentionsUser(last, userId)) entry.mentions = (entry.mentions ?? 0) - 1;
      this.remove((record) => record.kind === "event" && isSame(record.event, last));
      this.remove(
        (record) => record.kind === "took" && record.conversationId === conversationId && record.seq === last.seq,
      );
      for (const { name } of this.devices.filter((device) => device.userId === userId)) {
        this.state(name).cursors.set(conversationId, last.seq - 1);
        this.state(name).listed?.set(conversationId, { ...entry });
      }
    }
  }

  /** As if nobody had been connected: only logs, sends and answers are left. */
  dropDevices(): void {
    this.devices.length = 0;
    this.states.length = 0;
    this.remove(({ kind }) => ["open", "sync", "event", "sync-done", "took"].includes(kind));
  }

  get verdict(): Verdict {
    const views = this.views.map((view) => ({ ...view, unreadable: view.unreadable.value }));
    const final: FinalState = {
      views,
      members: this.members,
      invitations: this.invitations,
      devices: this.states,
      recounts: this.recounts,
      files: [],
      storedFiles: new Set(),
      notified: [],
    };
    return check({ seed: 0, devices: this.devices, records: this.records }, final);
  }

  /** By rule; those that hold are left out. */
  get violations(): Partial<Record<Rule, number>> {
    const violated = this.verdict.rules.filter(({ violations }) => violations > 0);
    return Object.fromEntries(violated.map(({ rule, violations }) => [rule, violations]));
  }

  /** Each story has events of its own: tests change them, and test files share this one. */
  addPerson(userId: UserId, names: readonly string[], logs: readonly (readonly EventFrame[])[]): void {
    const inbox: ConversationEntry[] = [];
    const read = new Map<ConversationId, EventFrame[]>();
    for (const log of logs) {
      const last = found(log.at(-1));
      const cursorSeq = userId === cleo ? last.seq : 2;
      const after = log.filter((event) => event.seq > cursorSeq && isOthers(event, userId));
      const kind = last.conversationId === group ? "group" : "direct";
      const entry: ConversationEntry = {
        id: last.conversationId,
        kind,
        ...(kind === "group" && { group: { name: "Tea", avatar: "", memberCount: 2 } }),
        headSeq: last.seq,
        cursorSeq,
        unread: after.length,
        mentions: after.filter((event) => mentionsUser(event, userId)).length,
        preview: null,
        activeAt: last.createdAt,
        inboxVersion: 1,
      };
      inbox.push(userId === cleo ? { ...entry, left: true } : entry);
      read.set(last.conversationId, structuredClone([...log]));
    }
    this.views.push({
      userId,
      inbox,
      logs: read,
      states: new Map(),
      lists: new Map(),
      scheduled: [],
      starred: [],
      blocks: [],
      people: [],
      invitations: [],
      privacy: { receipts: true, receiptsFor: "everyone", invisible: false, ...defaultConsents },
      unreadable: { value: [] },
    });
    for (const name of names) this.#addDevice(name, userId, logs, inbox);
  }

  #addDevice(
    name: string,
    userId: UserId,
    logs: readonly (readonly EventFrame[])[],
    inbox: readonly ConversationEntry[],
  ): void {
    const socket = this.devices.length;
    this.devices.push({ name, userId });
    this.note({ kind: "open", socket, device: name });
    this.signIn(name, userId, `family of ${name}`);
    this.note({ kind: "authorised", socket, family: `family of ${name}`, until: 5_000 });
    this.note({ kind: "sync", socket, cursors: Object.fromEntries(inbox.map(({ id }) => [id, 0])) });
    this.note({ kind: "sync-done", socket });
    for (const event of logs.flat()) {
      const toSeq = event.type === "void" ? event.toSeq : event.seq;
      const { conversationId, seq } = event;
      this.note({ kind: "event", socket, event });
      this.note({ kind: "took", device: name, conversationId, seq, toSeq });
    }
    this.states.push({
      name,
      cursors: new Map(inbox.map(({ id, headSeq }) => [id, headSeq])),
      listed: name.startsWith("sdk") ? new Map(inbox.map((entry) => [entry.id, { ...entry }])) : null,
      people: name.startsWith("sdk") ? new Map() : null,
      invitations: name.startsWith("sdk") ? [] : null,
      shown: [],
    });
  }

  #addSend({ senderId: user, conversationId, clientMsgId, content, seq }: NewMessageFrame): void {
    const socket = this.devices.findIndex(({ userId }) => userId === user);
    this.note({ kind: "send", socket, user, conversationId, clientMsgId, text: textOf(content) });
    this.note({ kind: "ack", user, conversationId, clientMsgId, seq });
  }
}

const isOthers = (event: EventFrame, userId: UserId): boolean =>
  event.type === "new-message" && event.senderId !== userId;

const mentionsUser = (event: EventFrame, userId: UserId): boolean =>
  event.type === "new-message" && event.senderId !== userId && (event.mentions?.includes(userId) ?? false);

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the story has no such thing");
  return value;
}

const isSame = (one: EventFrame, other: EventFrame): boolean =>
  one.conversationId === other.conversationId && one.seq === other.seq;
