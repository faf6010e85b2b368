// Ids that nobody made, on every route and in every frame: no actor is asked about one of which the Worker can know it,
// and none stores anything.
import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  directConversationId,
  isUserId,
  newGroupId,
  newUserId,
  type ConversationId,
} from "../../schema/protocol/ids.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import * as story from "../../schema/protocol/examples/story.ts";
import { upFrames, type UpFrame } from "../../schema/protocol/up.ts";
import { makeWorld, type World } from "../support/matrix-world.ts";
import { textMessage } from "../support/actors.ts";
import { openLive } from "../support/people.ts";
import { callOf } from "../support/route-calls.ts";
import { cells } from "../support/route-rows.ts";
import { storedOf, storesNothing } from "../support/stored.ts";
import { callUnder, codeOf, type HttpCall } from "../support/worker-http.ts";

async function startedIn<Actor extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<Actor>,
  names: readonly string[],
): Promise<string[]> {
  const started = new Set((await listDurableObjectIds(namespace)).map((id) => id.toString()));
  return names.filter((name) => started.has(namespace.idFromName(name).toString()));
}

/** The names under which any object ever started, as the platform lists them. */
async function startedUnder(names: readonly string[]): Promise<string[]> {
  const { USER_SESSION, CONVERSATION, GROUP } = env;
  const found = [startedIn(USER_SESSION, names), startedIn(CONVERSATION, names), startedIn(GROUP, names)];
  return (await Promise.all(found)).flat();
}

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

/** What is invented, instead of what there is; by what it replaces. */
type Inventions = ReadonlyMap<string, string>;

/** Of the form that has a MAC, which is not right. */
const forgedGroupId = (): ConversationId => newGroupId().replace(/^group_./, "group_g") as ConversationId;

/** Those whom a call names beside Alice, who makes most of them. */
const otherPeople = (call: HttpCall): string[] =>
  [...new Set(JSON.stringify(call).match(/\buser_[0-9a-z]{26}\b/g))].filter((id) => id !== world.alice.user.id);

/** In the place of the group and of the conversation. */
const groupIn = (make: () => ConversationId) => (): Inventions => {
  const id = make();
  return new Map([world.group.groupId, world.talk].map((real) => [real, id]));
};

interface Invention {
  /** In place of what the call names. */
  readonly make: (call: HttpCall) => Inventions;
  /** In the paths of routes that it concerns. */
  readonly segment: RegExp;
  readonly under?: Partial<Env>;
}

const inventions: Readonly<Record<string, Invention>> = {
  "a group": { make: groupIn(forgedGroupId), segment: /:(groupId|conversationId|token)/ },
  "a group without a MAC, where all have one,": {
    make: groupIn(newGroupId),
    segment: /:(groupId|conversationId|token)/,
    under: { IDS_WITHOUT_MAC: "none" },
  },
  "a conversation with nobody": {
    make: () => new Map([[world.talk, directConversationId(world.alice.user.id, newUserId())]]),
    segment: /:conversationId/,
  },
  people: { make: (call) => new Map(otherPeople(call).map((real) => [real, newUserId()])), segment: /:userId/ },
};

function replaceIn(call: HttpCall, invented: Inventions): HttpCall {
  const { raw: _, ...text } = call;
  const replaced = [...invented].reduce((all, [real, id]) => all.replaceAll(real, id), JSON.stringify(text));
  return { ...call, ...(JSON.parse(replaced) as HttpCall) };
}

const tokenFor = ({ who }: Route): string =>
  who === "operator" || who === "moderator" ? (env.ADMIN_TOKEN ?? "") : world.alice.accessToken;

/** The names that the call could make objects under: the ids themselves, and conversations between them and the caller. */
const namesOf = (invented: Inventions): string[] =>
  [...new Set(invented.values())].flatMap((id) =>
    isUserId(id) ? [id, directConversationId(world.alice.user.id, id)] : [id],
  );

type Answered = string | number;

/** The answers of all routes that name something of the kind, and the names that were invented for it. */
async function callAll({ make, under = {} }: Invention): Promise<{ answers: Map<Route, Answered>; names: string[] }> {
  const [answers, names]: [Map<Route, Answered>, string[]] = [new Map(), []];
  for (const [, { route, request }] of cells.filter(([, cell]) => cell.route.who !== "anonymous")) {
    const call = { ...callOf(route, await request(world)), token: tokenFor(route) };
    const invented = make(call);
    const forged = replaceIn(call, invented);
    if (JSON.stringify(forged) === JSON.stringify(call)) continue;
    const answer = await callUnder(under, forged);
    answers.set(route, codeOf(answer) ?? answer.status);
    names.push(...namesOf(invented));
  }
  return { answers, names };
}

/** What does not exist is refused as such; who may not ask at all, learns only that. Lists leave out whom there is not. */
const possible = [200, "CONVERSATION_NOT_FOUND", "USER_NOT_FOUND", "LINK_NOT_VALID", "FORBIDDEN", "NOT_FOUND"];

describe("what nobody made", () => {
  it.each(Object.entries(inventions))(
    "[IDS-2] [IDS-7] %s is refused on every route, and starts no object",
    async (_what, invention) => {
      const { answers, names } = await callAll(invention);
      const concerned = cells.map(([, { route }]) => route).filter(({ path }) => invention.segment.test(path));
      expect([...answers.keys()]).toEqual(expect.arrayContaining(concerned));
      expect([...possible, 204]).toEqual(expect.arrayContaining([...answers.values()]));
      // A list leaves them out, and whoever is not invited stays so.
      expect(
        [...answers]
          .filter(([, answered]) => typeof answered === "number")
          .map(([{ path }]) => path)
          .toSorted(),
      ).toEqual(
        invention === inventions["people"]
          ? ["/api/groups/:groupId/invitations/:userId", "/api/presence", "/api/users"]
          : [],
      );
      expect(await startedUnder(names)).toEqual([]);
    },
  );

  it("[HIB-17] a group of the form that had no MAC is refused, and stores nothing", async () => {
    const { answers, names } = await callAll({ make: groupIn(newGroupId), segment: /:groupId/ });
    expect(new Set(answers.values())).toEqual(new Set(["CONVERSATION_NOT_FOUND", "LINK_NOT_VALID"]));
    for (const name of names) expect(await storedOf(env.GROUP.get(env.GROUP.idFromName(name)))).toEqual(storesNothing);
  });
});

describe("[IDS-2] frames about", () => {
  const conversations: Readonly<Record<string, () => string>> = {
    "a group": forgedGroupId,
    "a group of the form without a MAC": newGroupId,
    "a conversation with nobody": () => directConversationId(world.alice.user.id, newUserId()),
    "a conversation of others": () => directConversationId(newUserId(), newUserId()),
  };

  /** The example of each frame that names a conversation. */
  const frames = upFrames
    .map(({ example }) => JSON.stringify(example))
    .filter((text) => text.includes(story.conversationId));

  it("are all that name a conversation", () => {
    expect(frames.length).toBeGreaterThan(3);
  });

  it.each(Object.entries(conversations))("%s that nobody made start no object", async (_what, invent) => {
    const socket = await openLive(world.alice.accessToken);
    for (const text of frames) {
      const id = invent();
      socket.send(JSON.parse(text.replaceAll(story.conversationId, id)) as UpFrame);
      await socket.take("error", ({ code }) => code === "CONVERSATION_NOT_FOUND");
      expect(await startedUnder([id])).toEqual([]);
    }
  });

  it("[IDS-7] people who do not exist start no session when they are mentioned", async () => {
    const socket = await openLive(world.alice.accessToken);
    const nobody = newUserId();
    socket.send({ ...textMessage(world.talk, "Hello @nobody"), mentions: [nobody] });
    await socket.take("message-ack");
    expect(await startedUnder(namesOf(new Map([["mentioned", nobody]])))).toEqual([]);
  });
});
