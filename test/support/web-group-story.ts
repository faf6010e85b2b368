// Pages of the web client in worlds of their own, all looking at one group of 500 whose changes a test tells them.
import { expect } from "vitest";
import { GroupsModel } from "../../apps/web/model/groups.ts";
import type { GroupModel } from "../../apps/web/model/group-model.ts";
import { describeGroup, pageOfMembers } from "../../durable-objects/group/group-views.ts";
import type { ChangeBody } from "../../durable-objects/group/decision.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { conversationChanged, FakeWorld, me, problem, settle, type FakeAnswer } from "./sdk-fakes.ts";
import { freeSettings as settings } from "./group-settings.ts";
import { groupId, info, person, TestGroup } from "./test-group.ts";

export const owner = person("owner");

export const others = Array.from({ length: 498 }, (_, i) => person(`p${i}`));

/** Somebody's page, in a world of its own; all worlds have one group. */
export class Page {
  readonly world = new FakeWorld();
  model!: GroupModel;
  /** While set, answers wait for it. */
  gate: Promise<void> | null = null;
  readonly #group: TestGroup;

  constructor(group: TestGroup) {
    this.#group = group;
  }

  static async open(group: TestGroup): Promise<Page> {
    const page = new Page(group);
    const { world } = page;
    world.answer = async ({ path }) => {
      const answer = page.#answer(new URL(path, "http://server.test"));
      await page.gate;
      return answer;
    };
    const client = world.client();
    await client.restore();
    void client.connect();
    await settle();
    const { headSeq } = group;
    await world.catchUp(conversationChanged({ conversationId: groupId, kind: "group", headSeq }));
    page.model = new GroupsModel(client, { random: () => 0.5, setTimer: world.clock.setTimer }).open(groupId);
    await settle();
    return page;
  }

  /** Paths asked since the last time, without the group's own. */
  takeCalls(): string[] {
    return this.world.calls.splice(0).map(({ path }) => path.replace(`/api/groups/${groupId}`, "group"));
  }

  get shown(): unknown {
    const members = [...this.model.members.value.values()];
    return { group: this.model.group.value, members: members.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)) };
  }

  get right(): unknown {
    const { state } = this.#group;
    return { group: describeGroup(groupId, state, me), members: pageOfMembers(state, { limit: 1_000 }).items };
  }

  #answer({ pathname, searchParams }: URL): FakeAnswer {
    const { state } = this.#group;
    const group = describeGroup(groupId, state, me);
    if (pathname.endsWith("/requests")) return { status: 200, body: { items: [], next: null } };
    if (state.core.dissolved || (pathname.endsWith("/members") && group === null))
      return { status: 404, body: problem(404, "CONVERSATION_NOT_FOUND") };
    if (pathname.endsWith("/members")) {
      const after = searchParams.get("cursor");
      const limit = Number(searchParams.get("limit"));
      const page = pageOfMembers(state, { limit, ...(after === null ? {} : { after }) });
      return { status: 200, body: { ...page, people: [] } };
    }
    const { info: named, settings: set } = state.core;
    const profile = { id: groupId, ...named, memberCount: state.members.size, joinPolicy: set.joinPolicy };
    const banned = state.bans.has(me) ? { banned: true } : {};
    return { status: 200, body: { profile, ...(group === null ? {} : { group }), ...banned } };
  }
}

export class Story {
  readonly group = new TestGroup();
  pages: Page[] = [];

  static async of500(pages: number): Promise<Story> {
    const story = new Story();
    story.group.do(owner, { kind: "create", info, settings, memberIds: [me, ...others.slice(0, 497)] });
    story.group.do(owner, { kind: "silence", userId: others[0] as UserId, silencedUntil: story.group.now + 1_000_000 });
    for (let i = 0; i < pages; i++) story.pages.push(await Page.open(story.group));
    return story;
  }

  get page(): Page {
    return this.pages[0] as Page;
  }

  /** Carried out, and heard by all pages whose person was in before or is after. */
  async do(actorId: UserId, op: GroupOp): Promise<void> {
    const { group } = this;
    const { headSeq } = group;
    const wasIn = group.state.members.has(me);
    const decision = group.do(actorId, op);
    const bodies: readonly ChangeBody[] = "events" in decision ? decision.events : [];
    if (bodies.length === 0) throw new Error(`nothing happened: ${JSON.stringify(decision)}`);
    if (!wasIn && !group.state.members.has(me)) return;
    for (const [i, body] of bodies.entries()) this.tell({ ...body, seq: headSeq + 1 + i });
    await settle();
  }

  tell(event: object): void {
    for (const { world } of this.pages)
      world.socket.say({ ...event, conversationId: groupId, createdAt: this.group.now });
  }

  /** All timers of the pages run. */
  async wait(): Promise<void> {
    for (const { world } of this.pages) await world.clock.advance(10_000);
  }
}

export const pagesOfMembers = [null, null, null].map((): unknown => expect.stringMatching(/^group\/members\?/));
