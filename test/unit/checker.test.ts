// The chaos checker itself: a clean history passes, and each violation that is planted is found under its rule and no other.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../lab/chaos/check/verdict.ts";
import type { OpId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { ada, bob, cleo, direct, group, message, Story } from "../support/checker-story.ts";

it("[CHAOS-2] a clean history holds", () => {
  expect(new Story().violations).toEqual({});
});

const plants: readonly (readonly [what: string, rule: Rule, plant: (story: Story) => void])[] = [
  ["an acked message is lost", "HIB-10", (story) => story.dropLast(direct)],
  [
    "an acked message stands elsewhere",
    "HIB-10",
    (story) => {
      story.remove((record) => record.kind === "ack" && record.clientMsgId === "d3");
      story.note({ kind: "ack", user: ada, conversationId: direct, clientMsgId: "d3", seq: 1 });
    },
  ],
  ["a message is doubled", "SEND-2", (story) => story.append(message(direct, 5, bob, "d4"), [ada, bob])],
  [
    "a message is acked with two seqs",
    "SEND-2",
    (story) => story.note({ kind: "ack", user: ada, conversationId: direct, clientMsgId: "d3", seq: 4 }),
  ],
  [
    "a log has a gap",
    "ORDER-1",
    (story) => {
      story.dropDevices();
      story.remove((record) => "clientMsgId" in record && record.clientMsgId === "d2");
      for (const userId of [ada, bob]) story.log(userId, direct).splice(1, 1);
    },
  ],
  [
    "two readers see different logs",
    "ORDER-1",
    (story) => story.log(bob, direct).splice(1, 1, message(direct, 2, bob, "other")),
  ],
  [
    "time falls",
    "ORDER-2",
    (story) => {
      story.dropDevices();
      for (const userId of [ada, bob])
        story.log(userId, direct).splice(2, 1, { ...message(direct, 3, ada, "d3"), createdAt: 1 });
    },
  ],
  [
    "a log cannot be read",
    "ORDER-4",
    (story) => {
      story.view(bob).unreadable.value = [{ conversationId: direct, answer: "INTERNAL" }];
    },
  ],
  ["a message that nobody sent", "CHAOS-1", (story) => story.append(message(direct, 5, bob, "d5"), [ada, bob])],
  [
    "a message is not as it was sent",
    "CHAOS-1",
    (story) => {
      story.remove((record) => record.kind === "send" && record.clientMsgId === "d3");
      story.note({ kind: "send", socket: 0, user: ada, conversationId: direct, clientMsgId: "d3", text: "other" });
    },
  ],
  [
    "an event was given that the log does not have",
    "CHAOS-1",
    (story) => story.note({ kind: "event", socket: 1, event: message(direct, 5, bob, "d5") }),
  ],
  [
    "a refused message is stored",
    "ERR-8",
    (story) => {
      story.append({ ...message(direct, 5, ada, "r1"), content: { type: "text", text: "no" } }, [ada, bob]);
    },
  ],
  [
    "a log shows what was before somebody came",
    "GROUP-3",
    (story) => {
      const hidden = { type: "void", conversationId: group, seq: 1, toSeq: 3, createdAt: 3 } as const;
      story.log(cleo, group).splice(0, 1, hidden, { ...message(group, 4, ada, "g4"), mentions: [bob] });
    },
  ],
  [
    "a log hides what somebody may see",
    "GROUP-3",
    (story) => {
      const hidden = { type: "void", conversationId: group, seq: 6, toSeq: 6, createdAt: 6 } as const;
      story.log(cleo, group).splice(2, 1, hidden);
    },
  ],
  [
    "a socket gets what came after its user left",
    "GROUP-3",
    (story) => story.note({ kind: "event", socket: 3, event: message(group, 8, ada, "g8") }),
  ],
  [
    "inbox and log end differently",
    "INBOX-2",
    (story) => {
      story.dropDevices();
      story.entry(bob, direct).headSeq = 3;
    },
  ],
  [
    "a device stays behind",
    "HIB-12",
    (story) => {
      story.remove(
        (record) =>
          record.kind === "took" && record.device === "raw-1" && record.conversationId === direct && record.seq === 4,
      );
      story.state("raw-1").cursors.set(direct, 3);
    },
  ],
  [
    "a device shows an event twice",
    "HIB-12",
    (story) => story.note({ kind: "took", device: "raw-1", conversationId: direct, seq: 4, toSeq: 4 }),
  ],
  [
    "a device never shows an event",
    "HIB-12",
    (story) =>
      story.remove(
        (record) =>
          record.kind === "took" && record.device === "raw-2" && record.conversationId === direct && record.seq === 3,
      ),
  ],
  [
    "a confirmed read cursor is lost",
    "HIB-13",
    (story) => story.note({ kind: "read", user: ada, conversationId: direct, seq: 3 }),
  ],
  [
    "an unread count is wrong",
    "UNREAD-1",
    (story) => {
      story.entry(bob, direct).unread += 1;
    },
  ],
  [
    "a count of mentions is wrong",
    "COUNT-1",
    (story) => {
      story.entry(bob, direct).mentions = 1;
      story.dropDevices();
    },
  ],
  ["a count forgets that an edit mentions somebody", "COUNT-1", (story) => editMentioning(story, bob)],
  [
    "a recalled message is still unread",
    "UNREAD-1",
    (story) => {
      const place = { conversationId: group, seq: 9, createdAt: 9 };
      addToLogs(story, [
        { type: "message-recalled", ...place, targetSeq: 8, senderId: ada, reason: "sender", fallback: "" },
      ]);
      for (const userId of [ada, bob]) {
        const gone = { type: "gone", fallback: "" } as const;
        story.log(userId, group).splice(7, 1, { ...message(group, 8, ada, "g8"), content: gone });
      }
      const frame = { type: "recall-message", conversationId: group, seq: 8 } as const;
      story.note({ kind: "change", socket: null, user: ada, opId: "op-9", frame });
      addStates(story, { 8: { asOf: 9, recalled: { senderId: ada, reason: "sender" } } });
    },
  ],
  ["a device shows another count of mentions", "SDK-15", (story) => (story.listed("sdk-0", direct).mentions = 7)],
  ["a device shows another count", "SDK-15", (story) => (story.listed("sdk-0", direct).unread = 7)],
  ["a device does not know of a conversation", "SDK-15", (story) => story.state("sdk-0").listed?.delete(direct)],
  [
    "a device shows a group's old name",
    "SDK-25",
    (story) => (story.listed("sdk-0", group).group = { name: "Coffee", avatar: "", memberCount: 2 }),
  ],
  ["a member is forgotten", "GROUP-23", (story) => void story.members.get(group)?.pop()],
  [
    "a member has another role",
    "GROUP-23",
    (story) => {
      const bobs = story.members.get(group)?.at(1);
      if (bobs !== undefined) bobs.role = "admin";
    },
  ],
  ["a silenced member writes", "GROUP-51", (story) => silence(story, message(group, 10, bob, "g10"))],
  ["an edit mentions somebody who has left", "GROUP-52", (story) => editMentioning(story, cleo)],
  [
    "a silenced member reacts",
    "GROUP-51",
    (story) => {
      const place = { conversationId: group, seq: 10, createdAt: 10, targetSeq: 8, senderId: bob } as const;
      silence(story, { type: "reaction-changed", ...place, emoji: "👍", active: true, fallback: "" });
      const opId = "op-9" as OpId;
      const frame = { type: "react", opId, conversationId: group, seq: 8, emoji: "👍", active: true } as const;
      story.note({ kind: "change", socket: null, user: bob, opId, frame });
      for (const userId of [ada, bob]) {
        const reactions = [{ emoji: "👍", count: 1, mine: userId === bob }];
        story.view(userId).states.set(group, { 8: { asOf: 10, reactions } });
      }
    },
  ],
  [
    "a silenced member renames themselves",
    "GROUP-51",
    (story) =>
      silence(story, {
        type: "member-changed",
        conversationId: group,
        seq: 10,
        actorId: bob,
        createdAt: 10,
        userIds: [bob],
        change: { kind: "nickname", nickname: "Loud" },
      }),
  ],
  [
    "a member announces something while all are silenced",
    "GROUP-51",
    (story) => {
      const place = { conversationId: group, type: "group-changed" } as const;
      const change = { kind: "all-silenced", allSilenced: true } as const;
      addToLogs(story, [
        { ...place, seq: 9, actorId: ada, createdAt: 9, change },
        { ...place, seq: 10, actorId: bob, createdAt: 10, change: { kind: "announcement", text: "hear" } },
      ]);
    },
  ],
  [
    "a message mentions somebody who has left",
    "GROUP-52",
    (story) => {
      story.dropDevices();
      for (const userId of [ada, bob])
        story.log(userId, group).splice(7, 1, { ...message(group, 8, ada, "g8"), mentions: [cleo] });
    },
  ],
  [
    "a link lets somebody in whose maker is no member",
    "GROUP-53",
    (story) =>
      story.note({ kind: "entered", user: cleo, maker: cleo.replaceAll("c", "d"), conversationId: group, asked: 4 }, 6),
  ],
  [
    "an answered change is not in the log",
    "GROUPHTTP-2",
    (story) => story.note({ kind: "changed", user: bob, conversationId: group, op: "announce", seq: 4 }),
  ],
  [
    "a socket gets what is not JSON",
    "SOCKET-11",
    (story) => story.note({ kind: "garbled", socket: 1, text: '{"type":"new-mess' }),
  ],
  [
    "a refusal is no problem document",
    "HTTP-1",
    (story) => story.note({ kind: "answered", call: "POST /api/groups", status: 500, garbled: "Error: oh" }),
  ],
  [
    "a socket gets what was written after its authorisation",
    "SOCKET-20",
    (story) => {
      story.note({ kind: "open", socket: 9, device: "raw-2" });
      story.note({ kind: "authorised", socket: 9, family: "family of raw-2", until: 3 });
      story.note({ kind: "event", socket: 9, event: message(direct, 4, bob, "d4") });
    },
  ],
  [
    "a renewal that got no answer counts",
    "SOCKET-20",
    (story) => {
      story.note({ kind: "open", socket: 9, device: "raw-2" });
      story.note({ kind: "authorised", socket: 9, family: "family of raw-2", until: 3 });
      story.note({ kind: "event", socket: 9, event: message(direct, 4, bob, "d4") });
      story.note({ kind: "authorised", socket: 9, family: "family of raw-2", until: 5_000 });
    },
  ],
  ["a socket gets what was written after its device was kicked", "DEVICE-11", (story) => writeAfterEnd(story, {})],
  [
    "a socket gets what was written after the password was changed",
    "DEVICE-11",
    (story) => writeAfterEnd(story, { deviceId: null, spares: "family of sdk-0", how: "password" }),
  ],
  [
    "a socket gets what was written after a second sign-in on its device",
    "DEVICE-11",
    (story) => {
      story.note({ kind: "open", socket: 9, device: "raw-2" });
      story.signIn("raw-2", bob, "first", -100, -90);
      story.signIn("raw-2.1", bob, "second", -80, -70);
      story.note({ kind: "authorised", socket: 9, family: "first", until: 5_000 });
      story.note({ kind: "event", socket: 9, event: message(direct, 4, bob, "d4") });
    },
  ],
  [
    "a message is accepted from a suspended user",
    "ADMIN-12",
    (story) => {
      story.dropDevices();
      // It sent everything after it was suspended.
      story.end(bob, { device: "raw-2", deviceId: null, how: "suspension" }, 10, 20);
      story.note({ kind: "restored", user: bob, asked: 5_000 });
    },
  ],
  ["a device is signed out by nobody", "AUTH-21", (story) => story.note(signedOut("raw-2"))],
  [
    "a device is signed out by what ended its earlier sign-in",
    "AUTH-21",
    (story) => {
      story.end(bob, { device: "raw-2" }, 700, 800);
      story.note(signedOut("raw-2"));
    },
  ],
  [
    "a device is signed out by a change of the password that spares it",
    "AUTH-21",
    (story) => {
      story.end(bob, { device: "raw-2", deviceId: null, spares: "family of raw-2" }, 960, 970);
      story.note(signedOut("raw-2"));
    },
  ],
  [
    "a sign-out loses a message",
    "SDK-66",
    (story) => {
      story.end(ada, { device: "sdk-0" }, 960, 970);
      story.note({ ...signedOut("sdk-0"), pending: ["u7", "d3"], givenBack: [] });
    },
  ],
  [
    "a tier lacks an event",
    "HISTORY-4",
    (story) => {
      const faults = [{ kind: "missing", where: "history", firstSeq: 2, lastSeq: 2 }] as const;
      story.recounts.push({
        conversationId: direct,
        checked: 0,
        projectedSeq: 0,

        faults,
        failure: null,
      });
    },
  ],
  [
    "a recount fails",
    "HISTORY-4",
    (story) =>
      void story.recounts.push({
        conversationId: direct,
        checked: 0,
        projectedSeq: 0,

        faults: [],
        failure: "INTERNAL",
      }),
  ],
];

/** What the members read, and nobody got on a socket. */
function addToLogs(story: Story, events: readonly EventFrame[]): void {
  story.dropDevices();
  for (const userId of [ada, bob]) {
    story.log(userId, group).push(...events);
    story.entry(userId, group).headSeq += events.length;
  }
}

function addStates(story: Story, states: Record<string, MessageState>): void {
  for (const userId of [ada, bob]) story.view(userId).states.set(group, states);
}

/** Ada silences Bob for a while, in which he does this. */
/** Ada edits her newest message of the group, so that it mentions somebody. */
function editMentioning(story: Story, mentioned: UserId): void {
  const content = { type: "text", text: "and you" } as const;
  const place = { conversationId: group, seq: 9, createdAt: 9, targetSeq: 8, senderId: ada } as const;
  addToLogs(story, [{ type: "message-edited", ...place, content, mentions: [mentioned], fallback: "" }]);
  const opId = "op-9" as OpId;
  const frame = { type: "edit-message", opId, conversationId: group, seq: 8, content } as const;
  story.note({ kind: "change", socket: null, user: ada, opId, frame });
  addStates(story, { 8: { asOf: 9, content, mentions: [mentioned], editedAt: 9 } });
}

function silence(story: Story, event: EventFrame): void {
  const place = { type: "member-changed", conversationId: group, seq: 9, createdAt: 9 } as const;
  const change = { kind: "silenced", silencedUntil: 11 } as const;
  addToLogs(story, [{ ...place, actorId: ada, userIds: [bob], change }, event]);
  if (event.type !== "new-message") return;
  const { conversationId, clientMsgId } = event;
  story.note({ kind: "send", socket: null, user: bob, conversationId, clientMsgId, text: `text of ${clientMsgId}` });
  story.entry(ada, group).unread += 1;
}

function signedOut(device: string) {
  const family = `family of ${device}`;
  return { kind: "signed-out", device, family, code: "DEVICE_SIGNED_OUT", pending: [], givenBack: null } as const;
}

/** All events are older than the ends of the story. */
function writeAfterEnd(story: Story, ended: Record<string, unknown>): void {
  story.note({ kind: "open", socket: 9, device: "raw-2" });
  story.signIn("raw-2", bob, "early family", -100, -90);
  story.end(bob, { device: "raw-2", ...ended }, -80, -70);
  story.note({ kind: "authorised", socket: 9, family: "early family", until: 5_000 });
  story.note({ kind: "event", socket: 9, event: message(direct, 4, bob, "d4") });
}

describe("[CHAOS-2] what is planted is found under its rule only:", () => {
  it.each(plants)("%s (%s)", (_, rule, plant) => {
    const story = new Story();
    plant(story);
    expect(Object.keys(story.violations)).toEqual([rule]);
    const example = story.verdict.rules.find((one) => one.rule === rule)?.examples[0];
    expect(example?.what).not.toBe("");
  });
});

it("[CHAOS-2] what an event shows before the stay that lets it be seen is a leak, later it is none", () => {
  const story = new Story();
  const place = { conversationId: group, createdAt: 500 };
  const switched: EventFrame = {
    type: "group-changed",
    ...place,
    seq: 9,
    actorId: ada,
    change: { kind: "settings", historyVisible: true },
  };
  const events: readonly EventFrame[] = [
    switched,
    {
      type: "member-changed",
      ...place,
      seq: 10,
      actorId: cleo,
      userIds: [cleo],
      change: { kind: "joined", how: "free", role: "member" },
    },
  ];
  for (const userId of [ada, bob]) story.log(userId, group).push(...events);
  // She sees it from that event on; what was written before stays hidden from her.
  story.log(cleo, group).push({ type: "void", conversationId: group, seq: 8, toSeq: 8, createdAt: 8 }, ...events);
  story.dropDevices();
  for (const userId of [ada, bob, cleo]) story.entry(userId, group).headSeq = 10;
  Object.assign(story.entry(cleo, group), { cursorSeq: 10 });
  story.members.get(group)?.push({ userId: cleo, role: "member", nickname: "", silencedUntil: null, joinedSeq: 10 });
  expect(story.violations).toEqual({});

  story.devices.push({ name: "raw-3", userId: cleo });
  story.note({ kind: "open", socket: 9, device: "raw-3" });
  story.note({ kind: "event", socket: 9, event: switched }, 501);
  expect(story.violations).toEqual({});
  story.note({ kind: "open", socket: 10, device: "raw-3" });
  story.note({ kind: "event", socket: 10, event: switched }, 499);
  expect(story.violations).toEqual({ "GROUP-3": 1 });
  // What was written before that event is never hers.
  story.note({ kind: "open", socket: 11, device: "raw-3" });
  story.note({ kind: "event", socket: 11, event: message(group, 8, ada, "g8") }, 501);
  expect(story.violations).toEqual({ "GROUP-3": 2 });
});

it("[CHAOS-2] a device may be signed out by a call that got no answer, and get what was written before", () => {
  const story = new Story();
  story.end(bob, { device: "raw-2", done: false }, 960, 970);
  story.note(signedOut("raw-2"), 965);
  story.note({ kind: "open", socket: 9, device: "raw-2" });
  story.note({ kind: "authorised", socket: 9, family: "family of raw-2", until: 4 });
  story.note({ kind: "event", socket: 9, event: message(direct, 4, bob, "d4") });
  expect(story.violations).toEqual({});
});

it("[CHAOS-2] whoever was silenced may speak again afterwards", () => {
  const story = new Story();
  silence(story, { ...message(group, 10, bob, "g10"), createdAt: 11 });
  expect(story.violations).toEqual({});
});

it("[CHAOS-2] a recording of before there were sign-ins in it holds as it did", () => {
  const story = new Story();
  story.remove(({ kind }) => ["entered", "signed-in", "ended", "signed-out", "authorised"].includes(kind));
  expect(story.violations).toEqual({});
});

it("[CHAOS-2] a message that went out more than once may be refused and stored", () => {
  const story = new Story();
  const r1 = { conversationId: direct, clientMsgId: "r1" };
  story.note({ kind: "send", socket: 0, user: ada, ...r1, text: "no" });
  story.append({ ...message(direct, 5, ada, "r1"), content: { type: "text", text: "no" } }, [ada, bob]);
  expect(story.violations).toEqual({});
});
