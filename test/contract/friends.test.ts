// Friends over HTTP and over the socket, in workerd.
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { friendsResultShape, peopleResultShape, personResultShape } from "../../schema/protocol/people.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { friendsFeature } from "../../schema/protocol/features.ts";
import { TestSocket } from "../support/test-socket.ts";
import { newUsername, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
});

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
const call = (method: Method, path: string, by: SessionResult, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: by.accessToken, ...(body !== undefined && { body }) });
const people = async (by: SessionResult, query = ""): Promise<v.InferOutput<typeof peopleResultShape>> =>
  v.parse(peopleResultShape, (await call("GET", `/api/people${query}`, by)).body);
const listed = async (by: SessionResult, of: "friends" | "friend-requests"): Promise<readonly unknown[]> =>
  v.parse(friendsResultShape, (await call("GET", `/api/${of}`, by)).body).items;

it("[FRIEND-1] [FRIEND-6] [FRIEND-7] [BLOCK-8] from a request to a friend, a note, a block, and what a device asks for", async () => {
  const requests = "/api/friend-requests";
  const asked = await call("POST", requests, ada, { userId: bob.user.id, message: "We met" });
  expect(v.parse(personResultShape, asked.body).person).toMatchObject({ request: { by: "me", message: "We met" } });
  expect((await call("POST", requests, ada, { userId: bob.user.id })).body).toEqual(asked.body);
  expect(await listed(bob, "friend-requests")).toMatchObject([{ userId: ada.user.id, request: { by: "them" } }]);
  expect(codeOf(await call("POST", `${requests}/${ada.user.id}`, ada, { accept: true }))).toBe("FORBIDDEN");
  expect(codeOf(await call("POST", `${requests}/${bob.user.id}`, ada, { accept: true }))).toBe("NOT_FOUND");
  const accepted = await call("POST", `${requests}/${ada.user.id}`, bob, { accept: true });
  const { friendSince } = v.parse(personResultShape, accepted.body).person;
  expect(await listed(ada, "friends")).toMatchObject([{ userId: bob.user.id, friendSince }]);
  expect([await listed(ada, "friend-requests"), await listed(bob, "friend-requests")]).toEqual([[], []]);

  const friend = `/api/friends/${bob.user.id}`;
  const noted = await call("PATCH", friend, ada, { remark: "Bob B.", tags: ["club", "club"], favourite: true });
  const note = { remark: "Bob B.", tags: ["club"], favourite: true };
  expect(v.parse(personResultShape, noted.body).person).toMatchObject(note);
  expect((await people(bob)).items[0]).not.toHaveProperty("remark");
  expect((await call("PATCH", friend, ada, { remark: "", tags: [] })).status).toBe(200);
  const { peopleVersion } = await people(ada);
  expect((await people(ada)).items).toMatchObject([{ favourite: true, friendSince }]);
  expect(await people(ada, `?since=${peopleVersion}`)).toEqual({ items: [], next: null, peopleVersion });
  expect(await people(ada, `?since=${peopleVersion + 1}`)).toMatchObject({ reset: true, peopleVersion });

  expect((await call("PUT", `/api/blocks/${ada.user.id}`, bob)).status).toBe(204);
  expect(await listed(ada, "friends")).toEqual([]);
  expect((await people(ada, `?since=${peopleVersion}`)).items).toEqual([
    { userId: bob.user.id, peopleVersion: peopleVersion + 1 },
  ]);
  expect((await people(bob)).items).toMatchObject([{ userId: ada.user.id, blockedAt: expect.any(Number) }]);
  expect((await call("POST", requests, ada, { userId: bob.user.id })).status).toBe(200);
  expect((await people(bob)).items[0]).not.toHaveProperty("request");
  expect(codeOf(await call("POST", requests, bob, { userId: ada.user.id }))).toBe("NOT_ACCEPTED");
});

it("[FRIEND-7] a device that knows of friends is told who has changed, as they are now, with the next version", async () => {
  const [eve, finn] = [await register(newUsername("eve")), await register(newUsername("finn"))];
  const socket = await TestSocket.open(finn.accessToken);
  // There is nobody yet.
  expect(await socket.sync({ features: [friendsFeature] })).not.toHaveProperty("peopleVersion");
  await call("POST", "/api/friend-requests", eve, { userId: finn.user.id, message: "Hello" });
  expect(await socket.nextOfType("people-changed")).toMatchObject({
    peopleVersion: 1,
    people: [{ userId: eve.user.id, peopleVersion: 1, request: { by: "them", message: "Hello" } }],
  });
  await call("DELETE", `/api/friend-requests/${finn.user.id}`, eve);
  const { people: left } = await socket.nextOfType("people-changed");
  expect(left).toEqual([{ userId: eve.user.id, peopleVersion: 2 }]);
  socket.close();
});

it("[FRIEND-2] [FRIEND-5] what cannot be is refused, and nothing is stored of it", async () => {
  const requests = "/api/friend-requests";
  const carol = await register(newUsername("carol"));
  const of = carol.user.id;
  expect(codeOf(await call("POST", requests, carol, { userId: of }))).toBe("FORBIDDEN");
  expect(codeOf(await call("POST", requests, carol, { userId: newUserId() }))).toBe("USER_NOT_FOUND");
  expect(codeOf(await call("POST", requests, carol, { userId: "x" }))).toBe("USER_NOT_FOUND");
  for (const body of [{}, { userId: of, message: "x".repeat(257) }, { userId: of, message: 7 }])
    expect(codeOf(await call("POST", requests, carol, body))).toBe("INVALID_REQUEST");
  for (const body of [{}, { remark: "x".repeat(65) }, { tags: [""] }, { tags: Array(11).fill("t") }, { favourite: 1 }])
    expect(codeOf(await call("PATCH", `/api/friends/${bob.user.id}`, carol, body))).toBe("INVALID_REQUEST");
  expect(codeOf(await call("PATCH", `/api/friends/${bob.user.id}`, carol, { favourite: true }))).toBe("NOT_FOUND");
  for (const path of [`/api/friends/${bob.user.id}`, `${requests}/${bob.user.id}`])
    expect((await call("DELETE", path, carol)).status).toBe(204);
  for (const query of ["?since=-1", "?since=x", "?cursor=x", "?limit=0"])
    expect(codeOf(await call("GET", `/api/people${query}`, carol))).toBe("INVALID_REQUEST");
  expect(await people(carol)).toEqual({ items: [], next: null, peopleVersion: 0 });
});

it("[FRIEND-9] consent is chosen per kind, and what is not named stays", async () => {
  const dan = await register(newUsername("dan"));
  const choices = {
    receipts: true,
    receiptsFor: "everyone",
    invisible: false,
    messages: "everyone",
    groups: "everyone",
    presence: "friends",
    profile: "everyone",
    search: "everyone",
  };
  expect((await call("GET", "/api/me/privacy", dan)).body).toEqual(choices);
  const patched = { ...choices, presence: "nobody", groups: "friends" };
  expect((await call("PATCH", "/api/me/privacy", dan, { presence: "nobody", groups: "friends" })).body).toEqual(
    patched,
  );
  expect((await call("GET", "/api/me/privacy", dan)).body).toEqual(patched);
  for (const body of [{ messages: "some" }, { presence: true }, { all: "nobody" }])
    expect(codeOf(await call("PATCH", "/api/me/privacy", dan, body))).toBe("INVALID_REQUEST");
});
