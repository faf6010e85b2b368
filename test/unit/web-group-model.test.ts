// What the web client asks of a group, and what it learns from events: pages in many browsers, one group of 500.
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { me, message, problem, settle } from "../support/sdk-fakes.ts";
import { groupId, person } from "../support/test-group.ts";
import { others, owner, Page, pagesOfMembers, Story } from "../support/web-group-story.ts";

const [first, second, third] = others as [UserId, UserId, UserId];

const muteAll = (allSilenced: boolean): GroupOp => ({ kind: "silence-all", allSilenced });

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
      await story.do(owner, { kind: "silence", userId, silencedUntil: story.group.now + i + 1 });
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

  it("[EVOLVE-9] after it was set back to an earlier time it is asked, when it is looked at", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    await story.do(owner, { kind: "announce", text: "Soon forgotten." });
    page.takeCalls();
    page.model.look("conversation");
    page.world.socket.say({ type: "sync-required", conversationId: groupId, headSeq: 2, setBack: true });
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

  it("[WEB-12] who is banned is not offered to join again until the ban is over", async () => {
    const story = await Story.of500(1);
    const { page } = story;
    const isBanned = (): boolean => page.model.isBanned.value;
    await story.do(owner, { kind: "ban", userId: me });
    expect([page.model.isOut.value, isBanned()]).toEqual([true, true]);
    const again = await Page.open(story.group);
    expect(again.model.isBanned.value).toBe(true);
    story.group.do(owner, { kind: "unban", userId: me });
    page.model.look("conversation");
    await settle();
    expect([page.model.isOut.value, isBanned()]).toEqual([true, false]);
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
