// Group ids and links with a MAC over HTTP: made, taken, named again after keys changed, and refused without keys.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { groupStub } from "../../durable-objects/runtime/stubs.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { createdGroupResultShape, groupLinkResultShape } from "../../schema/protocol/http-groups.ts";
import { groupIdOf, newGroupId, type ConversationId } from "../../schema/protocol/ids.ts";
import { makeIdKey } from "../../tools/run/keys.ts";
import { freeSettings } from "../support/group-settings.ts";
import { threePeople } from "../support/group-http.ts";
import { callUnder, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let [ada, bob]: SessionResult[] = [];
beforeAll(async () => {
  [ada, bob] = await threePeople();
});
afterEach(() => vi.restoreAllMocks());

const allHaveMac = { IDS_WITHOUT_MAC: "none" } as const;
const info = { name: "Tea", description: "", avatar: "" };

const ask = (
  under: Partial<Env>,
  who: SessionResult | undefined,
  method: string,
  path: string,
  body?: object,
): Promise<HttpAnswer> =>
  callUnder(under, { method, path, token: who?.accessToken, ...(body === undefined ? {} : { body }) });

const named = async (under: Partial<Env>, clientGroupId: string): Promise<ConversationId> => {
  const body = { name: "Tea", memberIds: [], clientGroupId };
  return v.parse(createdGroupResultShape, (await ask(under, ada, "POST", "/api/groups", body)).body).group.id;
};

const linkInto = async (under: Partial<Env>, id: ConversationId): Promise<string> =>
  v.parse(groupLinkResultShape, (await ask(under, ada, "POST", `/api/groups/${id}/links`, {})).body).link.token;

/** A group that earlier code made, with a link of its time. */
async function madeWithoutMac(id: ConversationId): Promise<string> {
  const userId = ada!.user.id;
  const token = `${id}.${crypto.randomUUID().replaceAll("-", "")}`;
  const ops = [
    { kind: "create", info, settings: freeSettings, memberIds: [] },
    { kind: "make-link", linkId: crypto.randomUUID(), token, expiresAt: null, maxUses: null },
  ] as const;
  for (const op of ops) expect(await groupStub(env, id).change({ userId, op })).not.toHaveProperty("refusal");
  return token;
}

describe("groups and links", () => {
  it("[IDS-1] [IDS-3] that the server makes work where all ids have a MAC, from one end to the other", async () => {
    const id = await named(allHaveMac, crypto.randomUUID());
    const token = await linkInto(allHaveMac, id);
    expect((await ask(allHaveMac, bob, "GET", `/api/group-links/${token}`)).status).toBe(200);
    expect((await ask(allHaveMac, bob, "POST", `/api/group-links/${token}/join`)).status).toBe(200);
    expect((await ask(allHaveMac, bob, "GET", `/api/groups/${id}/members`)).status).toBe(200);
    const forged = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    expect(codeOf(await ask(allHaveMac, bob, "GET", `/api/group-links/${forged}`))).toBe("LINK_NOT_VALID");
  });

  it("[IDS-3] of earlier code go on working, with links of their time and of ours", async () => {
    const id = newGroupId();
    const token = await madeWithoutMac(id);
    for (const link of [token, await linkInto({}, id)])
      expect((await ask({}, bob, "GET", `/api/group-links/${link}`)).status).toBe(200);
    expect((await ask({}, bob, "POST", `/api/group-links/${token}/join`)).status).toBe(200);
    expect(codeOf(await ask(allHaveMac, bob, "GET", `/api/groups/${id}`))).toBe("CONVERSATION_NOT_FOUND");
    expect(codeOf(await ask(allHaveMac, bob, "GET", `/api/group-links/${token}`))).toBe("LINK_NOT_VALID");
  });
});

describe("a group that its maker names", () => {
  it("[IDS-4] is the same at a repeat, also after ID_KEYS were rotated", async () => {
    const name = crypto.randomUUID();
    const id = await named({}, name);
    const rotated = {
      ID_KEYS: JSON.stringify([makeIdKey(Date.now()), ...(JSON.parse(env.ID_KEYS ?? "[]") as object[])]),
    };
    expect(await named({}, name)).toBe(id);
    expect(await named(rotated, name)).toBe(id);
    const later = await named(rotated, crypto.randomUUID());
    expect((await ask(rotated, ada, "GET", `/api/groups/${later}`)).status).toBe(200);
    expect(codeOf(await ask({}, ada, "GET", `/api/groups/${later}`))).toBe("CONVERSATION_NOT_FOUND");
  });

  it("[IDS-4] is the same as earlier code made it", async () => {
    const name = crypto.randomUUID();
    const id = await groupIdOf(ada!.user.id, name);
    await madeWithoutMac(id);
    expect(await named({}, name)).toBe(id);
  });
});

describe("without ID_KEYS", () => {
  it.each([
    ["missing", ""],
    ["malformed", '[{"kty":"oct","alg":"HS256","k":"a-secret"}]'],
  ])(
    "[IDS-5] that are %s, nothing is made, the log says why, and groups without a MAC go on",
    async (_what, ID_KEYS) => {
      const lines: string[] = [];
      vi.spyOn(console, "error").mockImplementation((line: unknown) => void lines.push(String(line)));
      const [id, withMac] = [newGroupId(), await named({}, crypto.randomUUID())];
      const token = await madeWithoutMac(id);
      const under = { ID_KEYS };
      expect(codeOf(await ask(under, ada, "POST", "/api/groups", { name: "Tea", memberIds: [] }))).toBe("INTERNAL");
      expect(codeOf(await ask(under, ada, "POST", `/api/groups/${id}/links`, {}))).toBe("INTERNAL");
      expect(codeOf(await ask(under, ada, "GET", `/api/groups/${withMac}`))).toBe("INTERNAL");
      expect(lines).toHaveLength(3);
      for (const line of lines) {
        expect(line).toContain("ID_KEYS");
        expect(line).not.toContain("a-secret");
      }
      expect((await ask(under, ada, "GET", `/api/groups/${id}`)).status).toBe(200);
      expect((await ask(under, bob, "GET", `/api/group-links/${token}`)).status).toBe(200);
    },
  );
});
