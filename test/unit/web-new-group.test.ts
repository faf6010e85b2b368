// The draft of a group, and the one group that it becomes.
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { asConversationId, type KlatchClient, type User, type UserId } from "@klatch/sdk";
import type { CreateGroupBody } from "../../schema/protocol/http-groups.ts";
import {
  differenceTo,
  emptyDraft,
  formatDraft,
  isEmpty,
  maxMembers,
  parseDraft,
  withoutPerson,
  withPerson,
  type GroupDraft,
} from "../../apps/web/model/group-draft.ts";
import { GroupDraftModel } from "../../apps/web/model/group-draft-model.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { maxDescriptionChars, maxNameChars } from "../../apps/web/model/group-draft.ts";
import { me, problem, type FakeAnswer } from "../support/sdk-fakes.ts";
import { Device } from "../support/stored-device.ts";

const person = (name: string): User => ({
  id: `user_${name}` as UserId,
  username: name,
  displayName: name.toUpperCase(),
  createdAt: 0,
});
const [ada, bob, eve] = [person("ada"), person("bob"), person("eve")];

describe("a draft", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  const plan = fc.record({ name: text, description: text, people: fc.subarray([ada, bob, eve]) });
  const draft = fc
    .record({ clientGroupId: fc.uuid(), asked: fc.option(plan), plan })
    .map(({ plan: own, ...rest }): GroupDraft => ({ ...own, ...rest }));

  it("[WEB-150] is read as it was written, and one with nothing in it is not kept", () => {
    fc.assert(
      fc.property(draft, (one) => {
        expect(parseDraft(formatDraft(one))).toEqual(isEmpty(one) ? null : one);
      }),
    );
  });

  it.each(["", "{", "null", "7", '"x"', "{}", '{"clientGroupId":"a","name":"b","description":"","people":[{}]}'])(
    "[WEB-150] that this version cannot read is none: %s",
    (kept) => {
      expect(parseDraft(kept)).toBeNull();
    },
  );

  it("[WEB-150] has each person once, and no more than a group has room for", () => {
    let one = withPerson(withPerson(emptyDraft("a"), ada), ada);
    expect(one.people).toEqual([ada]);
    for (let count = 0; count < maxMembers; count++) one = withPerson(one, person(`p${count}`));
    expect(one.people).toHaveLength(maxMembers - 1);
    expect(withoutPerson(one, ada.id).people).not.toContain(ada);
  });

  it("[WEB-150] takes what the server takes", () => {
    expect([maxNameChars, maxDescriptionChars, maxMembers]).toEqual([
      wireLimits.groupNameMaxChars,
      wireLimits.groupDescriptionMaxChars,
      wireLimits.maxUsersPerRequest,
    ]);
  });

  it("[WEB-151] differs from a group in its texts and its people", () => {
    const wanted = { name: "Tea", description: "", people: [ada, bob] };
    const there = { name: "Tea", description: "", memberIds: [bob.id, eve.id] };
    expect(differenceTo(wanted, there)).toEqual({ info: false, added: [ada.id], removed: [eve.id] });
    expect(differenceTo(wanted, { ...there, description: "x" }).info).toBe(true);
  });
});

describe("making a group", () => {
  /** The server's groups, by `clientGroupId`. */
  let made: Map<string, { id: string; name: string; description: string; memberIds: readonly string[] }>;
  let isAnswerLost: boolean;
  let device: Device;
  let client: KlatchClient;
  let model: GroupDraftModel;

  const start = async (starting: Promise<KlatchClient>): Promise<void> => {
    client = await starting;
    model = new GroupDraftModel(client, me);
    device.world.answer = ({ method, path, body }) => answer(method, path, body);
  };
  const answer = (method: string, path: string, body: unknown): FakeAnswer => {
    if (path === "/api/auth/logout") return { status: 204 };
    if (method === "POST" && path === "/api/groups") {
      const { clientGroupId = "", name, description = "", memberIds } = body as CreateGroupBody;
      const one = made.get(clientGroupId) ?? { id: `group_${made.size}`, name, description, memberIds };
      made.set(clientGroupId, one);
      if (isAnswerLost) throw new TypeError("the network is gone");
      return { status: 201, body: { conversation: entry(one.id), group: one } };
    }
    const one = [...made.values()].find(({ id }) => path.includes(id));
    if (one === undefined) return { status: 404, body: problem(404, "NOT_FOUND") };
    if (method === "GET") {
      const items = [me, ...one.memberIds].map((userId) => ({ userId }));
      return { status: 200, body: { items, people: [], next: null } };
    }
    if (method === "PATCH") Object.assign(one, body);
    if (method === "POST") one.memberIds = [...one.memberIds, ...(body as { userIds: string[] }).userIds];
    if (method === "DELETE") one.memberIds = one.memberIds.filter((id) => !path.endsWith(id));
    return { status: 200, body: { group: one, added: [], members: [], people: [] } };
  };
  const entry = (id: string): object => ({
    id,
    kind: "group",
    headSeq: 1,
    cursorSeq: 1,
    unread: 0,
    preview: null,
    activeAt: 0,
    inboxVersion: 2,
    group: { name: "", avatar: "", memberCount: 1 },
  });
  const plan = (...people: readonly User[]): void =>
    model.change((draft) => ({ ...people.reduce(withPerson, { ...draft, people: [] }), name: " Tea " }));

  beforeEach(async () => {
    [made, isAnswerLost, device] = [new Map(), false, new Device()];
    await start(device.install());
  });

  it("[WEB-151] ends its draft, and the next one is another group", async () => {
    plan(ada);
    const [first, again] = await Promise.all([model.make(), model.make()]);
    expect([first, again, made.size]).toEqual(["group_0", "group_0", 1]);
    expect([...made.values()]).toEqual([{ id: "group_0", name: "Tea", description: "", memberIds: [ada.id] }]);
    expect([isEmpty(model.draft.value), model.isMaking.value]).toEqual([true, false]);
    plan(bob);
    expect(await model.make()).toBe("group_1");
  });

  it("[WEB-151] without an answer keeps the draft; the repeat makes no second group, and brings it to what is wanted by now", async () => {
    plan(ada, bob);
    isAnswerLost = true;
    await expect(model.make()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await device.crash(client);
    await start(device.start());
    expect(model.draft.value).toMatchObject({ name: " Tea ", people: [ada, bob] });
    isAnswerLost = false;
    model.change((draft) => ({ ...withPerson(withoutPerson(draft, ada.id), eve), description: "Every day" }));
    expect(await model.make()).toBe("group_0");
    expect([...made.values()]).toEqual([
      { id: "group_0", name: "Tea", description: "Every day", memberIds: [bob.id, eve.id] },
    ]);
    expect(isEmpty(model.draft.value)).toBe(true);
  });

  it("[WEB-150] a draft that is discarded can be put back, and is of no other account", async () => {
    plan(ada);
    const before = model.draft.value;
    model.discard();
    expect([isEmpty(model.draft.value), client.drafts.get(asConversationId("new-group"))]).toEqual([true, ""]);
    model.change(() => before);
    expect(model.draft.value).toEqual(before);
    await client.logout();
    expect(new GroupDraftModel(client, me).draft.value.people).toEqual([]);
    await device.crash(client);
    await start(device.install());
    expect(isEmpty(model.draft.value)).toBe(true);
  });
});
