// The people that pages bring along: members, peers and senders, by name.
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { SessionResult, User } from "../../schema/protocol/http-auth.ts";
import { inboxResultShape } from "../../schema/protocol/http-conversations.ts";
import { membersResultShape } from "../../schema/protocol/http-groups.ts";
import { brokenDirectory, failing } from "../support/broken-directory.ts";
import { countDirectoryReads } from "../support/directory-reads.ts";
import { call, codeFor, give, makeGroup, say, threePeople } from "../support/group-http.ts";
import { newUsername, openDirect, register } from "../support/people.ts";
import { under } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let cleo: SessionResult;
beforeAll(async () => {
  [ada, bob, cleo] = await threePeople();
});
afterEach(() => void vi.restoreAllMocks());

const inOrder = (users: readonly User[]): User[] => users.toSorted((one, other) => one.id.localeCompare(other.id));
const named = (...people: readonly SessionResult[]): User[] => inOrder(people.map(({ user }) => user));

describe("[HTTP-31] a page of members", () => {
  it("brings the members of that page along, each once", async () => {
    const others = await Promise.all([1, 2, 3].map(() => register(newUsername("hugo"))));
    const { path } = await makeGroup(ada, [bob, ...others]);
    const list = (query: string) => give(membersResultShape, call(bob, "GET", `${path}/members${query}`));
    const first = await list("?limit=3");
    const rest = await list(`?limit=3&cursor=${first.next}`);
    for (const { items, people } of [first, rest])
      expect(people.map(({ id }) => id).toSorted()).toEqual(items.map(({ userId }) => userId).toSorted());
    expect(inOrder([...first.people, ...rest.people])).toEqual(named(ada, bob, ...others));
    expect((await list("?role=owner")).people).toEqual([ada.user]);
  });

  it("[COST-10] costs one query, and none if nobody is in it or the caller may not see it", async () => {
    const { path } = await makeGroup(ada, [bob]);
    const reads = countDirectoryReads();
    const none = await give(membersResultShape, reads.call(bob, "GET", `${path}/members?prefix=nobody`));
    expect(none).toEqual({ items: [], next: null, people: [] });
    expect(await codeFor(reads.call(cleo, "GET", `${path}/members`))).toBe("CONVERSATION_NOT_FOUND");
    expect(reads.statements).toEqual([]);
    await give(membersResultShape, reads.call(bob, "GET", `${path}/members`));
    expect(await reads.rowsRead()).toEqual([4]);
  });
});

describe("[HTTP-31] a page of the inbox", () => {
  it("brings the peers of direct conversations, the senders of previews and who added the user along, each once", async () => {
    const [me, peer, silent, talker] = await Promise.all(
      ["me", "peer", "silent", "talker"].map((name) => register(newUsername(name))),
    );
    if (me === undefined || peer === undefined || silent === undefined || talker === undefined) throw new Error("few");
    const inbox = (query = "") => give(inboxResultShape, call(me, "GET", `/api/conversations${query}`));
    expect((await inbox()).people).toEqual([]);

    const direct = await openDirect(me.accessToken, peer.user.id);
    await openDirect(me.accessToken, silent.user.id);
    await say(peer, direct);
    await makeGroup(talker, [me, cleo]);
    const reads = countDirectoryReads();
    const quiet = await give(inboxResultShape, reads.call(me, "GET", "/api/conversations"));
    expect(quiet.items.map(({ preview }) => preview?.senderId)).toContain(peer.user.id);
    // Cleo is only a member of a group in which nobody wrote.
    expect(inOrder(quiet.people)).toEqual(named(peer, silent, talker));
    expect(await reads.rowsRead()).toEqual([6]);

    const { id } = await makeGroup(talker, [me]);
    await say(talker, id);
    await say(me, direct);
    const all = await inbox();
    expect(inOrder(all.people)).toEqual(named(me, peer, silent, talker));
    const pages = [await inbox("?limit=1")];
    for (let page = pages[0]; page !== undefined && page.next !== null; pages.push(page))
      page = await inbox(`?limit=1&cursor=${page.next}`);
    expect(pages.length).toBe(all.items.length);
    for (const { items, people } of pages) {
      const [entry] = items;
      const ids = [entry?.peerId, entry?.preview?.senderId, entry?.joined?.actorId].filter(
        (userId) => userId !== undefined,
      );
      expect(people.map((user) => user.id).toSorted()).toEqual([...new Set(ids)].toSorted());
    }
  });
});

describe("[HTTP-31] [FAULT-6] while the directory fails", () => {
  it("pages come without people, and the failure is logged without a name", async () => {
    const { path, id } = await makeGroup(ada, [bob]);
    await say(ada, id);
    expect(await give(inboxResultShape, call(bob, "GET", "/api/conversations"))).toMatchObject({ people: [ada.user] });
    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    const get = async (url: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${bob.accessToken}` };
      const response = await under({ DIRECTORY: brokenDirectory(failing) }, url, { headers });
      expect(response.status).toBe(200);
      return response.json();
    };
    expect(await get(`${path}/members`)).toMatchObject({ items: [{}, {}], people: [] });
    expect(await get("/api/conversations")).toMatchObject({ people: [] });
    // Actors of other tests may log something of their own.
    const lines = written.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("page without"));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ message: "page without people", reason: "D1_ERROR: no such thing" });
      for (const { user } of [ada, bob]) expect(line).not.toContain(user.id);
    }
  });
});
