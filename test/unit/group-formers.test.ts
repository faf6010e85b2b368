// Tens of thousands who came and went: what is kept of them, what it costs, and that what they did is still known.
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { AppendResult } from "../../schema/rpc/append.ts";
import { GroupLog } from "../support/group-log.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { info, mona, olga, person } from "../support/test-group.ts";
import { freeSettings as settings } from "../support/group-settings.ts";
import { item, uuidV7 } from "../support/test-log.ts";

useQuickTurns();

const atOnce = 250;

/** With an id as long as real ones are. */
const passerBy = (n: number): UserId => person(String(n).padStart(26, "0"));

const answerOf = (result: AppendResult | undefined): number | string => {
  if (result === undefined) return "no answer";
  return "ack" in result ? result.ack.seq : result.refusal.code;
};

class BusyGroup extends GroupLog {
  static async open(): Promise<BusyGroup> {
    const group = new BusyGroup(500, 1_000_000);
    group.settled = Number.MAX_SAFE_INTEGER;
    await group.log.change(olga, { kind: "create", info, settings, memberIds: [mona] });
    return group;
  }

  /** Its time is in the id, and the person's number. */
  messageOf(n: number, text = `I am ${n}`) {
    return item(uuidV7(1_800_000_000_000 + n, n), text);
  }

  async send(userId: UserId, ...sent: Parameters<typeof item>): Promise<number | string> {
    return answerOf((await this.log.append(userId, [item(...sent)]))[0]);
  }

  /** Each of them joins, writes one message and leaves. @returns its seq, by person */
  async comeAndGo(from: number, to: number): Promise<Map<UserId, number>> {
    const seqs = new Map<UserId, number>();
    for (let first = from; first < to; first += atOnce) {
      const numbers = Array.from({ length: Math.min(atOnce, to - first) }, (_, i) => first + i);
      this.clock = Math.max(this.clock, 1_800_000_000_000 + first);
      await Promise.all(numbers.map((n) => this.log.change(passerBy(n), { kind: "join" })));
      const acks = await Promise.all(numbers.map((n) => this.log.append(passerBy(n), [this.messageOf(n)])));
      for (const [i, [ack]] of acks.entries()) seqs.set(passerBy(numbers[i] ?? 0), Number(answerOf(ack)));
      await Promise.all(numbers.map((n) => this.log.change(passerBy(n), { kind: "leave" })));
    }
    return seqs;
  }
}

describe("a group that tens of thousands have come to and gone from", () => {
  it("[GROUP-50] goes on: its readers are those who are in, and their row stays small", async () => {
    const group = await BusyGroup.open();
    const seqs = await group.comeAndGo(0, 36_000);
    expect([...seqs.values()].every((seq) => seq > 0)).toBe(true);
    expect(group.readersRowBytes()).toBeLessThan(1_000);
    expect(await group.log.change(person("late"), { kind: "join" })).toMatchObject({ joined: [person("late")] });
    group.restart();
    expect(group.log.unreadOf(mona)).toBe(36_000);
    expect(await group.send(mona, "after all that")).toBe(group.log.headSeq);
    expect(group.aborts).toEqual([]);
  }, 60_000);

  it.each(["warm", "cold"])(
    "[SEND-8] [SEND-2] acks what a former member sends again, and nothing else (%s)",
    async (life) => {
      const group = await BusyGroup.open();
      const seqs = await group.comeAndGo(0, 600);
      if (life === "cold") group.restart();
      for (const n of [0, 1, 299, 599]) {
        const again = async (text?: string) =>
          answerOf((await group.log.append(passerBy(n), [group.messageOf(n, text)]))[0]);
        expect(await again()).toBe(seqs.get(passerBy(n)));
        expect(await again("something else")).toBe("DUPLICATE_MESSAGE");
        expect(await group.send(passerBy(n), "new")).toBe("CONVERSATION_NOT_FOUND");
        // Hours later the id is looked for in the log's past.
        group.clock += 7_200_000;
        expect(await again()).toBe(seqs.get(passerBy(n)));
      }
    },
  );

  it.each(["warm", "cold"])(
    "[UNREAD-1] [SEND-2] who comes back has the right count and is known by their messages (%s)",
    async (life) => {
      const group = await BusyGroup.open();
      const seqs = await group.comeAndGo(0, 600);
      const back = passerBy(7);
      await group.send(olga, "nobody of them sees this");
      if (life === "cold") group.restart();
      await group.log.change(back, { kind: "join" });
      const joinedSeq = group.log.headSeq;
      expect(group.log.unreadOf(back)).toBe(0);
      await group.send(olga, "one");
      await group.send(back, "mine");
      await group.send(olga, "two");
      const check = async (): Promise<void> => {
        expect(group.log.unreadOf(back)).toBe(2);
        expect(answerOf((await group.log.append(back, [group.messageOf(7)]))[0])).toBe(seqs.get(back));
      };
      await check();
      group.restart();
      await check();
      expect(await group.log.markRead(back, joinedSeq + 1)).toEqual({
        cursorSeq: joinedSeq + 1,
        unread: 1,
        mentions: 0,
      });
      // Out and in again within one flush, and once more apart.
      await Promise.all([group.log.change(back, { kind: "leave" }), group.log.change(back, { kind: "join" })]);
      expect(group.log.unreadOf(back)).toBe(0);
      await group.log.change(back, { kind: "leave" });
      await group.log.change(back, { kind: "join" });
      await group.send(olga, "three");
      group.restart();
      expect(group.log.unreadOf(back)).toBe(1);
      expect(answerOf((await group.log.append(back, [group.messageOf(7)]))[0])).toBe(seqs.get(back));
    },
  );
});

describe("former members", () => {
  it("[COST-6] [GROUP-3] are not read at a start once their last event has reached them, and keep what they see", async () => {
    const group = await BusyGroup.open();
    group.settled = 0;
    await group.comeAndGo(0, 3);
    group.restart();
    expect(group.state.leavers.size).toBe(3);
    const before = [0, 1, 2].map((n) => group.intervalsOf(passerBy(n)));
    // One of them may still lack it.
    group.settled = before[1]?.at(-1)?.toSeq ?? 0;
    await group.log.change(olga, { kind: "silence-all", allSilenced: true });
    const check = (): void => {
      expect([...group.state.leavers.keys()]).toEqual([passerBy(2)]);
      expect([0, 1, 2].map((n) => group.intervalsOf(passerBy(n)))).toEqual(before);
    };
    check();
    group.restart();
    check();
    // Who comes back and goes again is known by the newest stay.
    await group.log.change(passerBy(0), { kind: "join" });
    await group.log.change(passerBy(0), { kind: "leave" });
    for (const _ of ["warm", "cold"]) {
      expect(group.intervalsOf(passerBy(0))).toEqual([
        ...(before[0] ?? []),
        { fromSeq: group.log.headSeq - 1, toSeq: group.log.headSeq },
      ]);
      group.restart();
    }
  });
});
