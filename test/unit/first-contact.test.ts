// The rules of a first contact within one flush: who may do what, and what is stored of it.
import { describe, expect, it } from "vitest";
import { firstContact, isShown, type Contact } from "../../durable-objects/direct/contact.ts";
import { directRules } from "../../durable-objects/direct/members.ts";
import type { Act, FlushRules } from "../../durable-objects/conversation/ops/operation.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import { standInFor } from "../support/stand-in-for.ts";

const [asker, guest] = ["user_asker" as UserId, "user_guest" as UserId];
const item = standInFor<AppendItem>({});
const send: Act = { kind: "send", item };
const own: Act = { kind: "recall", message: { senderId: asker, createdAt: 1_000 } };

/** A conversation of the two as its flushes leave it. */
class Talk {
  headSeq = 0;
  contact: Contact | null;
  readonly blocking = new Set<UserId>();
  readonly saved: (Contact | null)[] = [];

  constructor(contact: Contact | null) {
    this.contact = contact;
  }

  flush(act: (rules: FlushRules<never, unknown>) => void): void {
    const rules = directRules({
      members: new Set([asker, guest]),
      limits: defaultLimits,
      contact: this.contact,
      headSeq: this.headSeq,
      judge: () => null,
      isGone: false,
      isBlocked: (by) => this.blocking.has(by),
      save: (contact) => void this.saved.push(contact),
      committed: (_before, after) => void (this.contact = after),
    });
    act(rules);
    rules.save();
    rules.committed();
  }

  /** All in one flush. @returns what each is refused with */
  does(userId: UserId, acts: readonly Act[]): (string | null)[] {
    let codes: (string | null)[] = [];
    this.flush((rules) => {
      codes = acts.map((act) => rules.judge(userId, act, 1_000)?.code ?? null);
    });
    this.headSeq += codes.filter((code, n) => code === null && acts[n]?.kind !== "mark-read").length;
    return codes;
  }

  change(change: { kind: "accept" } | { kind: "shun"; active: boolean }): UserId | undefined {
    let caughtUp: UserId | undefined;
    this.flush((rules) => {
      const changed = rules.change(guest, change as never, { now: 1_000, headSeq: this.headSeq });
      if ("caughtUp" in changed) ({ caughtUp } = changed);
    });
    return caughtUp;
  }
}

describe("a first contact", () => {
  it("[CONTACT-6] is none between people who know each other: nothing is stored, whatever they do", () => {
    const talk = new Talk(null);
    for (let n = 0; n < 20; n++) talk.does(n % 2 === 0 ? asker : guest, [send, send, { kind: "mark-read" }]);
    expect([talk.saved, talk.headSeq]).toEqual([[], 40]);
  });

  it("[CONTACT-1] [CONTACT-6] has room for three events, together or one after the other; an answer is one row, and nothing is kept", () => {
    const together = new Talk(firstContact(guest, true));
    expect(together.does(asker, [send, send, send, send])).toEqual([null, null, null, "NOT_ACCEPTED"]);
    const apart = new Talk(firstContact(guest, true));
    expect([send, send, own, send, own].map((act) => apart.does(asker, [act])[0])).toEqual([
      null,
      null,
      null,
      "NOT_ACCEPTED",
      null,
    ]);
    expect(apart.does(guest, [{ kind: "pin" }, { kind: "react", active: true }])).toEqual([
      "NOT_ACCEPTED",
      "NOT_ACCEPTED",
    ]);
    expect([apart.does(guest, [send]), apart.saved, apart.contact]).toEqual([[null], [null], null]);
    expect(apart.does(asker, [send, send, send, send])).toEqual([null, null, null, null]);
  });

  it("[CONTACT-3] that is hidden begins for its guest after what was said, with nothing unread", () => {
    const talk = new Talk(firstContact(guest, false));
    talk.does(asker, [send, send]);
    expect(talk.does(guest, [send])).toEqual(["CONVERSATION_NOT_FOUND"]);
    expect([talk.change({ kind: "accept" }), talk.contact?.intervals]).toEqual([guest, [{ fromSeq: 3, toSeq: null }]]);
    expect(talk.does(asker, [send, send, send])).toEqual([null, null, null]);
  });

  it("[CONTACT-4] that is blocked answers its asker as before, and has a gap for its guest", () => {
    const talk = new Talk(firstContact(guest, true));
    talk.does(asker, [send]);
    talk.blocking.add(guest);
    talk.change({ kind: "shun", active: true });
    expect([talk.does(asker, [send]), talk.does(guest, [send])]).toEqual([[null], ["NOT_ACCEPTED"]]);
    talk.blocking.delete(guest);
    expect(talk.change({ kind: "shun", active: false })).toBe(guest);
    expect(talk.contact).toMatchObject({
      isPending: true,
      intervals: [
        { fromSeq: 1, toSeq: 1 },
        { fromSeq: 3, toSeq: null },
      ],
    });
    expect([talk.does(asker, [send, send]), talk.change({ kind: "accept" })]).toEqual([
      [null, "NOT_ACCEPTED"],
      undefined,
    ]);
    expect(talk.contact !== null && isShown(talk.contact) && !talk.contact.isPending).toBe(true);
  });
});
