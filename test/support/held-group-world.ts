// A group under the real rules, and apps that hold it: their answers and events come late, each in its own order.
import { decideOp } from "../../durable-objects/group/decide-op.ts";
import type { ChangeBody } from "../../durable-objects/group/decision.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import { describeGroup, pageOfMembers } from "../../durable-objects/group/group-views.ts";
import type { GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { Group, Member } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { afterGroupEvent, holdGroup, type HeldGroup } from "../../sdk/groups/held-group.ts";
import { everybody, GroupDoings, room } from "./group-doings.ts";
import { NaiveGroup } from "./naive-group.ts";
import { decideNaively } from "./naive-group-ops.ts";
import { groupId, TestGroup } from "./test-group.ts";

type GroupEvent = MemberChangedFrame | GroupChangedFrame;

const pageSize = 4;

/** Answers that came so far, and events since the first question. */
interface Load {
  readonly group: Group;
  readonly members: Member[];
  after: string | null;
  readonly events: GroupEvent[];
}

/** One person's app. */
class App {
  readonly me: UserId;
  /** On its way, in order. */
  readonly stream: GroupEvent[] = [];
  held: HeldGroup | null = null;
  load: Load | null = null;
  /** The stay in which the last load began; null: none did. */
  heldSince: number | null = null;

  constructor(me: UserId) {
    this.me = me;
  }

  hear(): void {
    const event = this.stream.shift();
    if (event === undefined) return;
    this.load?.events.push(event);
    if (this.held !== null) this.held = afterGroupEvent(this.held, event);
  }
}

export class HeldGroupWorld {
  readonly #test = new TestGroup();
  readonly #naive = new NaiveGroup(everybody, room);
  readonly #doings: GroupDoings;
  readonly #apps = everybody.slice(0, 3).map((me) => new App(me));
  /** How often an app held the group at the end of a load. */
  loads = 0;

  constructor(seed: number) {
    this.#test.limits = { LIMIT_GROUP_MEMBERS: room };
    this.#doings = new GroupDoings(seed, this.#naive);
  }

  step(): void {
    const dice = this.#doings.random.next();
    const app = this.#doings.random.pick(this.#apps);
    if (dice < 0.5) this.#happen();
    else if (dice < 0.55) this.#test.now += this.#doings.upTo(40);
    else if (dice < 0.8) app.hear();
    else this.#ask(app);
  }

  /** All events arrive. @returns what an app holds otherwise than the server tells it, or null */
  differenceAtRest(): string | null {
    for (const app of this.#apps) {
      while (app.stream.length > 0) app.hear();
      const self = this.#test.state.members.get(app.me);
      if (app.held === null) {
        if (self !== undefined && self.joinedSeq === app.heldSince) return `${app.me} lost the group`;
        continue;
      }
      if (self === undefined) return `${app.me} holds a group that they are not in`;
      const { group, members, unsure } = app.held;
      // Who let them in is known as of when the app was told, and its user may have become or ceased to be an admin since.
      const sure = ({ letInBy: _, ...member }: Member): Member =>
        unsure.has(member.userId) ? { ...member, silencedUntil: null } : member;
      const right = pageOfMembers(this.#test.state, { limit: 1_000 }).items.map(sure);
      const shown = [...members.values()].map(sure).toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
      const rightGroup = describeGroup(groupId, this.#test.state, app.me);
      const wanted = JSON.stringify([rightGroup && { ...rightGroup, self: sure(rightGroup.self) }, right].map(inOrder));
      const is = JSON.stringify([{ ...group, self: sure(group.self) }, shown].map(inOrder));
      if (is !== wanted) return `${app.me} holds ${is}, not ${wanted}`;
    }
    return null;
  }

  #happen(): void {
    const test = this.#test;
    const doing = this.#doings.doing(test.now);
    if (!("op" in doing)) {
      if (typeof this.#naive.send(doing.actorId, doing.mentionsAll, test.now) !== "string") test.headSeq += 1;
      return;
    }
    decideNaively(this.#naive, doing.actorId, doing.op, test.now);
    const before = test.state;
    const draft = new GroupDraft(before);
    const { now, headSeq, limits } = test;
    const decision = decideOp(draft, doing.actorId, doing.op, { now, headSeq, limits });
    if ("refusal" in decision) return;
    test.state = draft.finish();
    for (const body of decision.events) {
      test.headSeq += 1;
      const event = frameOf(body, test.headSeq, now);
      for (const { me, stream } of this.#apps)
        if (before.members.has(me) || test.state.members.has(me)) stream.push(event);
    }
  }

  /** The app's next question is answered, as the server is now: of the group first, then page by page. */
  #ask(app: App): void {
    const { state } = this.#test;
    if (!state.members.has(app.me)) {
      app.load = null;
      return;
    }
    if (app.load === null) {
      const group = describeGroup(groupId, state, app.me);
      if (group !== null) app.load = { group, members: [], after: null, events: [] };
      return;
    }
    const { load } = app;
    const query = { limit: pageSize, ...(load.after === null ? {} : { after: load.after }) };
    const { items, next } = pageOfMembers(state, query);
    load.members.push(...items);
    load.after = next;
    if (next !== null) return;
    app.load = null;
    app.heldSince = load.group.self.joinedSeq;
    app.held = holdGroup(load.group, load.members, load.events);
    if (app.held === null) app.heldSince = null;
    else this.loads += 1;
  }
}

/** Two objects with the same fields have the same text. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, inOrder(field)]),
  );
}

const frameOf = (body: ChangeBody, seq: number, createdAt: number): GroupEvent => ({
  ...body,
  conversationId: groupId,
  seq,
  createdAt,
});
