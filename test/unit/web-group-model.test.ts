// What the web client asks of a group, and what it learns from events: pages in many browsers, one group of 500.
import { describe, expect, it } from "vitest";
import { GroupsModel } from "../../apps/web/model/groups.ts";
import type { GroupModel } from "../../apps/web/model/group-model.ts";
import { describeGroup, pageOfMembers } from "../../durable-objects/group/group-views.ts";
import type { ChangeBody } from "../../durable-objects/group/decision.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { conversationChanged, FakeWorld, me, message, problem, settle, type FakeAnswer } from "../support/sdk-fakes.ts";
import { freeSettings as settings } from "../support/group-settings.ts";
import { groupId, info, person, TestGroup } from "../support/test-group.ts";

const owner = person("owner");
const others = Array.from({ length: 498 }, (_, i) => person(`p${i}`));
const [first, second, third] = others as [UserId, UserId, UserId];

/** Somebody's page, in a world of its own; all worlds have one group. */
class Page {
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
    return { group: describeGroup(groupId, state, me), members: pageOfMembers(state, { limit: 1_000 }).members };
  }

  #answer({ pathname, searchParams }: URL): FakeAnswer {
    const { state } = this.#group;
    const group = describeGroup(groupId, state, me);
    if (pathname.endsWith("/requests")) return { status: 200, body: { requests: [] } };
    if (state.core.dissolved || (pathname.endsWith("/members") && group === null))
      return { status: 404, body: problem(404, "CONVERSATION_NOT_FOUND") };
    if (pathname.endsWith("/members")) {
      const after = searchParams.get("cursor") as UserId | null;
      const limit = Number(searchParams.get("limit"));
      return { status: 200, body: pageOfMembers(state, { limit, ...(after === null ? {} : { after }) }) };
    }
    const { info: named, settings: set } = state.core;
    const profile = { id: groupId, ...named, memberCount: state.members.size, joinPolicy: set.joinPolicy };
    return { status: 200, body: { profile, ...(group === null ? {} : { group }) } };
  }
}

class Story {
  readonly group = new TestGroup();
  pages: Page[] = [];

  static async of500(pages: number): Promise<Story> {
    const story = new Story();
    story.group.do(owner, { kind: "create", info, settings, memberIds: [me, ...others.slice(0, 497)] });
    story.group.do(owner, { kind: "mute", userId: first, mutedUntil: story.group.now + 1_000_000 });
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

describe("a group of 500 that many have opened", () => {
  it("[WEB-41] a member's change makes nobody ask", async () => {
    const story = await Story.of500(5);
    for (const page of story.pages) {
      expect(page.takeCalls()).toEqual(["group", ...pagesOfMembers]);
      page.model.look("conversation");
      page.model.look("members");
    }
    await story.do(owner, { kind: "set-role", userId: second, role: "admin" });
    await story.wait();
    expect(story.pages.map((page) => page.takeCalls())).toEqual(story.pages.map(() => []));
    for (const page of story.pages) expect(page.shown).toEqual(page.right);
  });

  it("[WEB-41] nor does a storm of 100 changes of every kind whose outcome is told", async () => {
    const story = await Story.of500(2);
    for (const page of story.pages) {
      page.takeCalls();
      page.model.look("members");
    }
    for (let i = 0; i < 20; i++) {
      const userId = others[i + 10] as UserId;
      await story.do(owner, { kind: "set-nickname", userId, nickname: `n${i}` });
      await story.do(owner, { kind: "mute", userId, mutedUntil: story.group.now + i + 1 });
      await story.do(owner, { kind: "remove-member", userId });
      await story.do(owner, { kind: "announce", text: `Hello ${i}` });
      await story.do(owner, i % 2 === 0 ? { kind: "edit-info", info: { name: `Tea ${i}` } } : muteAll(i % 4 === 1));
    }
    // Who went before these eyes is known when they come back, their mute too.
    await story.do(owner, { kind: "add-members", userIds: others.slice(10, 30) });
    await story.do(owner, { kind: "transfer", userId: first });
    await story.wait();
    expect(story.pages.map((page) => page.takeCalls())).toEqual([[], []]);
    for (const page of story.pages) expect(page.shown).toEqual(page.right);
  });

  it("[WEB-41] a newcomer shows at once; whether they are muted is asked once, and only for who looks at members", async () => {
    const story = await Story.of500(3);
    const [open, closed, away] = story.pages as [Page, Page, Page];
    for (const page of story.pages) page.takeCalls();
    open.model.look("members");
    closed.model.look("conversation");
    away.model.look("members")();
    await story.do(owner, { kind: "remove-member", userId: second });
    await story.do(owner, { kind: "add-members", userIds: [others[497] as UserId] });
    await story.do(owner, { kind: "remove-member", userId: third });
    expect(story.pages.map((page) => page.takeCalls())).toEqual([[], [], []]);
    expect(story.pages.map(({ model }) => model.members.value.get(others[497] as UserId)?.role)).toEqual(
      story.pages.map(() => "member"),
    );
    await story.do(owner, { kind: "add-members", userIds: [person("new")] });
    await story.wait();
    expect(story.pages.map((page) => page.takeCalls())).toEqual([["group", ...pagesOfMembers], [], []]);
    away.model.look("members");
    await story.wait();
    closed.model.look("members");
    closed.model.look("members");
    await story.wait();
    expect(story.pages.map((page) => page.takeCalls())).toEqual([
      [],
      ["group", ...pagesOfMembers],
      ["group", ...pagesOfMembers],
    ]);
    for (const page of story.pages) expect(page.shown).toEqual(page.right);
  });

  it("[WEB-41] what many lack because of one event they ask at different times, as far apart as they are many", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    page.takeCalls();
    page.model.look("members");
    await story.do(owner, { kind: "remove-member", userId: second });
    await story.do(owner, { kind: "add-members", userIds: [person("new")] });
    // In the middle of 499 × 10 ms.
    await page.world.clock.advance(2_400);
    expect(page.takeCalls()).toEqual([]);
    await page.world.clock.advance(200);
    expect(page.takeCalls()).toEqual(["group", ...pagesOfMembers]);
  });
});

describe("what events do not tell", () => {
  it("[WEB-41] coming back shows nothing of before: it is asked once, when it is looked at", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    page.takeCalls();
    await story.do(owner, { kind: "remove-member", userId: me });
    expect([page.model.isOut.value, page.model.group.value, page.model.profile.value?.memberCount]).toEqual([
      true,
      null,
      498,
    ]);
    await story.do(owner, { kind: "edit-info", info: { name: "Coffee" } });
    const gone = story.group.headSeq;
    story.tell({ type: "void", seq: gone, toSeq: gone });
    await story.do(owner, { kind: "add-members", userIds: [me] });
    await story.wait();
    expect(page.takeCalls()).toEqual([]);
    page.model.look("conversation");
    await story.wait();
    expect(page.takeCalls()).toEqual(["group", ...pagesOfMembers]);
    expect(page.model.isOut.value).toBe(false);
    expect(page.shown).toEqual(page.right);
  });

  it("[WEB-41] events that this page was not told may have changed anything: it is asked once, when it is looked at", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    page.takeCalls();
    const { headSeq } = story.group;
    for (const seq of [1, 2, 3, 9, 10]) page.model.passed(message(headSeq + seq, { conversationId: groupId }));
    await story.wait();
    expect(page.takeCalls()).toEqual([]);
    page.model.look("conversation");
    await story.wait();
    expect(page.takeCalls()).toEqual(["group", ...pagesOfMembers]);
  });

  it("[WEB-41] events that come while it is asked are not lost, whichever side of the answer they are on", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    page.takeCalls();
    const gate = Promise.withResolvers<void>();
    page.gate = gate.promise;
    void page.model.refresh();
    await settle();
    await story.do(owner, { kind: "set-nickname", userId: third, nickname: "Tess" });
    await story.do(owner, { kind: "edit-info", info: { name: "Coffee" } });
    page.gate = null;
    gate.resolve();
    await settle();
    await story.wait();
    expect(page.shown).toEqual(page.right);
    expect(page.takeCalls()).toEqual(["group", ...pagesOfMembers]);
  });

  it("[WEB-41] who went while it was asked is out, and the group is not said to be gone", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    const gate = Promise.withResolvers<void>();
    page.gate = gate.promise;
    void page.model.refresh();
    await settle();
    await story.do(owner, { kind: "remove-member", userId: me });
    page.gate = null;
    gate.resolve();
    await settle();
    await story.wait();
    expect([page.model.isOut.value, page.model.isGone.value, page.model.failure.value]).toEqual([true, false, null]);
  });

  it("[WEB-41] a dissolved group is gone, and nobody asks for it", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    page.model.look("members");
    page.takeCalls();
    await story.do(owner, { kind: "dissolve" });
    await story.wait();
    expect([page.model.isOut.value, page.model.isGone.value, page.takeCalls()]).toEqual([true, true, []]);
  });

  it("[WEB-41] what could not be had is asked for again when the connection has caught up, by who looks", async () => {
    const story = await Story.of500(2);
    const [open, closed] = story.pages as [Page, Page];
    for (const page of story.pages) {
      const { answer } = page.world;
      page.world.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
      await page.model.refresh();
      page.world.answer = answer;
      page.takeCalls();
      expect(page.model.failure.value).toMatchObject({ code: "UNAVAILABLE" });
    }
    // The last look failed before anybody looked.
    const lookAway = closed.model.look("conversation");
    await story.wait();
    lookAway();
    closed.takeCalls();
    open.model.look("conversation");
    await story.wait();
    expect([open.takeCalls(), closed.takeCalls()]).toEqual([["group", ...pagesOfMembers], []]);
    expect(open.model.failure.value).toBeNull();
  });
});

const muteAll = (allMuted: boolean): GroupOp => ({ kind: "mute-all", allMuted });
const pagesOfMembers = [null, null, null].map(() => expect.stringMatching(/^group\/members\?/) as unknown as string);
