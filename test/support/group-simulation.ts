// Twenty people, a group under the real rules and store, and a naive one beside it; a violation is returned as a sentence.
import { decideOp } from "../../durable-objects/group/decide-op.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import { maySend } from "../../durable-objects/group/judging.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import { FoldedGroup } from "./folded-group.ts";
import { findDifference } from "./group-comparison.ts";
import { everybody, GroupDoings, room, type Doing } from "./group-doings.ts";
import { NaiveGroup, type NaiveOutcome } from "./naive-group.ts";
import { decideNaively } from "./naive-group-ops.ts";
import { groupId, TestGroup } from "./test-group.ts";

export class GroupSimulation {
  readonly #doings: GroupDoings;
  #real = new TestGroup();
  #naive = new NaiveGroup(everybody, room);
  #folded = new FoldedGroup();
  /** What was done last. */
  last = "";
  groups = 1;
  /** How often: `done`, or a refusal's code. */
  readonly outcomes = new Map<string, number>();

  constructor(seed: number) {
    this.#doings = new GroupDoings(seed, this.#naive);
    this.#real.limits = { LIMIT_GROUP_MEMBERS: room };
  }

  /** @returns what is wrong after it, or null */
  step(): string | null {
    return this.#act() ?? findDifference(this.#real, this.#naive) ?? this.#compareClient();
  }

  #act(): string | null {
    const dice = this.#doings.random.next();
    if (this.#naive.over && dice < 0.3) return this.#startAnew();
    if (dice < 0.06) return this.#reload();
    if (dice < 0.14) return this.#wait();
    const count = this.#doings.random.chance(0.7) ? 1 : this.#doings.upTo(5);
    const doings = Array.from({ length: count }, () => this.#doings.doing(this.#real.now));
    this.last = JSON.stringify(doings);
    return dice < 0.2 ? this.#rollBack(doings) : this.#flush(doings);
  }

  #flush(doings: readonly Doing[]): string | null {
    const { now, state, store } = this.#real;
    const draft = new GroupDraft(state);
    for (const doing of doings) {
      const { actorId } = doing;
      const naive =
        "op" in doing
          ? decideNaively(this.#naive, actorId, doing.op, now)
          : this.#naive.send(actorId, doing.mentionsAll, now);
      const [is, wanted] = [this.#apply(draft, doing), naive].map((outcome) => JSON.stringify(outcome));
      if (is !== wanted) return `${JSON.stringify(doing)}: ${is}, not ${wanted}`;
      const outcome = typeof naive === "string" ? (naive.split(":")[0] ?? "") : "done";
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    }
    store.save(draft.patch(), groupId);
    this.#real.state = draft.finish();
    return null;
  }

  /** The transaction failed: nothing of it happened. */
  #rollBack(doings: readonly Doing[]): null {
    const { headSeq, state } = this.#real;
    const folded = this.#folded;
    this.#folded = new FoldedGroup();
    const draft = new GroupDraft(state);
    for (const doing of doings) this.#apply(draft, doing);
    draft.finish();
    this.#real.headSeq = headSeq;
    this.#folded = folded;
    return null;
  }

  #apply(draft: GroupDraft, doing: Doing): NaiveOutcome {
    const { now, headSeq, limits } = this.#real;
    if (!("op" in doing)) {
      const refusal = maySend(draft, doing.actorId, doing, now);
      if (refusal !== null) return describeRefusal(refusal);
      this.#real.headSeq += 1;
      return { seq: headSeq + 1, joined: [], requested: false };
    }
    const before = describePatch(draft);
    const decision = decideOp(draft, doing.actorId, doing.op, { now, headSeq, limits });
    if ("refusal" in decision)
      return `${describeRefusal(decision.refusal)}${describePatch(draft) === before ? "" : ", half done"}`;
    this.#real.headSeq += decision.events.length;
    for (const event of decision.events) this.#folded.apply(event);
    const { invited, ...done } = decision.done;
    return { ...done, joined: [...done.joined], ...(invited !== undefined && { invited: [...invited] }) };
  }

  /** A client that saw every event knows the members. */
  #compareClient(): string | null {
    const lines = [...this.#real.state.members].map(([id, { role, nickname }]) => `${id} ${role} ${nickname}`);
    const [is, wanted] = [this.#folded.describe(), lines.toSorted().join()];
    return is === wanted ? null : `a client believes ${is}, not ${wanted}`;
  }

  #startAnew(): null {
    const { now, limits } = this.#real;
    this.#real = new TestGroup();
    Object.assign(this.#real, { now, limits });
    this.#naive = new NaiveGroup(everybody, room);
    this.#doings.naive = this.#naive;
    this.#folded = new FoldedGroup();
    this.groups += 1;
    this.last = "a new group";
    return null;
  }

  /** As after hibernation. */
  #reload(): null {
    this.#real.state = this.#real.store.load();
    this.last = "reload";
    return null;
  }

  #wait(): null {
    // Now and then so long that invitations expire.
    this.#real.now += this.#doings.random.chance(0.1) ? this.#doings.upTo(20 * 86_400_000) : this.#doings.upTo(40);
    this.last = "wait";
    return null;
  }
}

const describeRefusal = ({ code, retryAfterMs }: Refusal): string =>
  retryAfterMs === undefined ? code : `${code}:${retryAfterMs}`;

/** All that the draft would store. */
function describePatch(draft: GroupDraft): string {
  if (!draft.isTouched) return "";
  return JSON.stringify(draft.patch(), (_, value: unknown) => (value instanceof Map ? [...value] : value));
}
