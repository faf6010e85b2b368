// MACs in group ids and link tokens: what the server made is known, what was invented is not.
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isGroupId, newGroupId, newUserId, groupIdOf, type ConversationId } from "../../schema/protocol/ids.ts";
import { linkTokenShape } from "../../schema/protocol/http-groups.ts";
import { ensureSecrets, makeIdKey, readIdKeysFile, type IdKey } from "../../tools/run/keys.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { mayBeGroup, namedGroup, newGroup } from "../../workers/ids/group-ids.ts";
import { mayBeLink, newLinkToken } from "../../workers/ids/link-tokens.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import * as v from "valibot";

type Mode = "none" | "old" | "all";
const modes: readonly Mode[] = ["none", "old", "all"];
const [first, second] = [makeIdKey(1), makeIdKey(2)];
const under = (mode: Mode, ...keys: readonly IdKey[]) => ({
  ID_KEYS: JSON.stringify(keys.length === 0 ? [first] : keys),
  IDS_WITHOUT_MAC: mode,
});
const crockford = "0123456789abcdefghjkmnpqrstvwxyz";
const linkWithoutMac = (groupId: ConversationId): string => `${groupId}.${crypto.randomUUID().replaceAll("-", "")}`;

/** The text with another character of its alphabet somewhere after `from`. */
const mutation = (text: string, from: number, alphabet: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: from, max: text.length - 1 }), fc.constantFrom(...alphabet.split("")))
    .filter(([at, char]) => text[at] !== char)
    .map(([at, char]) => text.slice(0, at) + char + text.slice(at + 1));

describe("group ids", () => {
  it("[IDS-1] [IDS-3] that the server makes are taken, whatever else is; they have the form of old", () => {
    for (const mode of modes) {
      const { id, earlierIds } = newGroup(under(mode));
      expect([isGroupId(id), id.length, earlierIds]).toEqual([true, newGroupId().length, []]);
      expect(mayBeGroup(under(mode), id)).toBe(true);
    }
    expect(new Set(Array.from({ length: 1_000 }, () => newGroup(under("none")).id)).size).toBe(1_000);
  });

  it("[IDS-2] are refused with any other character, wherever it is", () => {
    const { id } = newGroup(under("old"));
    fc.assert(
      fc.property(mutation(id, "group_".length, crockford), (forged) => {
        expect(mayBeGroup(under("none"), forged)).toBe(false);
        // With 0 to 7 in front, it cannot be told from an id without a MAC.
        expect(mayBeGroup(under("old"), forged)).toBe(/^group_[0-7]/.test(forged));
      }),
      parametersOf(2_000),
    );
  });

  it("[IDS-2] are refused with characters outside of ASCII, which have the right length in characters only", () => {
    const { id } = newGroup(under("none"));
    for (const char of ["é", "€", "ｓ"]) expect(mayBeGroup(under("none"), `${id.slice(0, -1)}${char}`)).toBe(false);
    expect(mayBeGroup(under("none"), id.slice(0, -13) + "é".repeat(13))).toBe(false);
  });

  it("[IDS-2] [IDS-3] without a MAC are taken if they have the form that those had, or if keys were lost", () => {
    const old = newGroupId();
    expect(modes.map((mode) => mayBeGroup(under(mode), old))).toEqual([false, true, true]);
    for (const char of crockford.slice(8)) {
      const invented = `group_${char}${old.slice("group_".length + 1)}`;
      expect(modes.map((mode) => mayBeGroup(under(mode), invented))).toEqual([false, false, true]);
    }
  });

  it("[IDS-1] under earlier keys are known, under those of somebody else not", () => {
    const { id } = newGroup(under("old", first));
    expect(mayBeGroup(under("old", second, first), id)).toBe(true);
    expect(mayBeGroup(under("old", second), id)).toBe(false);
    expect(mayBeGroup(under("all", second), id)).toBe(true);
  });

  it("[IDS-4] that a client names stay the same, and name what earlier keys and code made of the name", async () => {
    const userId = newUserId();
    const [made, again] = [
      await namedGroup(under("old"), userId, "tea"),
      await namedGroup(under("old"), userId, "tea"),
    ];
    expect(again).toEqual(made);
    expect(mayBeGroup(under("none"), made.id)).toBe(true);
    expect(made.earlierIds).toEqual([await groupIdOf(userId, "tea")]);
    const rotated = await namedGroup(under("old", second, first), userId, "tea");
    expect(rotated.id).not.toBe(made.id);
    expect(rotated.earlierIds).toEqual([made.id, ...made.earlierIds]);
    const others = [await namedGroup(under("old"), userId, "cake"), await namedGroup(under("old"), newUserId(), "tea")];
    expect(new Set([made, ...others].map(({ id }) => id)).size).toBe(3);
  });
});

describe("link tokens", () => {
  const { id } = newGroup(under("none"));

  it("[IDS-1] that the server makes are taken, for groups of either form; they have the form of old", () => {
    for (const groupId of [id, newGroupId()])
      for (const mode of modes) {
        const token = newLinkToken(under(mode), groupId);
        expect(v.is(linkTokenShape, token)).toBe(true);
        expect(mayBeLink(under(mode), token)).toBe(true);
        expect(mayBeLink(under(mode, second, first), token)).toBe(true);
      }
  });

  it("[TEXT-23] end in what every program takes for a part of a link", () => {
    const tokens = Array.from({ length: 200 }, () => newLinkToken(under("none"), id));
    expect(tokens.filter((token) => !/[A-Za-z0-9]$/.test(token))).toEqual([]);
  });

  it("[IDS-2] [IDS-3] are refused with any other character where all have a MAC, and else if their group is", () => {
    const token = newLinkToken(under("none"), id);
    const dot = token.indexOf(".");
    const secrets = mutation(token, dot + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    const groups = mutation(token.slice(0, dot), "group_".length, crockford).map((forged) => forged + token.slice(dot));
    fc.assert(
      fc.property(fc.oneof(secrets, groups), (forged) => {
        expect(mayBeLink(under("none"), forged)).toBe(false);
        expect(mayBeLink(under("old"), forged)).toBe(mayBeGroup(under("old"), forged.slice(0, dot)));
      }),
      parametersOf(2_000),
    );
    expect(mayBeLink(under("none", second), token)).toBe(false);
  });

  it("[IDS-3] without a MAC go on working, also into groups that have one: earlier code may have made them beside this", () => {
    for (const groupId of [id, newGroupId()])
      expect(modes.map((mode) => mayBeLink(under(mode), linkWithoutMac(groupId)))).toEqual([false, true, true]);
  });

  it("[IDS-1] do not take a MAC of a group's id for one of theirs", () => {
    const macs = Array.from({ length: 20 }, () => newGroup(under("none")).id);
    for (const one of macs) expect(mayBeLink(under("none"), `${one}.${"A".repeat(32)}`)).toBe(false);
  });
});

describe("ID_KEYS", () => {
  it("[IDS-5] are needed for making, and for what has a MAC; what has none goes on without", () => {
    for (const ID_KEYS of [undefined, "", "[]", "{", '[{"kty":"oct","alg":"HS256","k":"short"}]', '[{"kty":"OKP"}]']) {
      const env = { IDS_WITHOUT_MAC: "old", ...(ID_KEYS === undefined ? {} : { ID_KEYS }) } as const;
      expect(() => newGroup(env)).toThrow(/ID_KEYS/);
      expect(() => newLinkToken(env, newGroupId())).toThrow(/ID_KEYS/);
      expect(() => mayBeGroup(env, newGroup(under("old")).id)).toThrow(/ID_KEYS/);
      expect(mayBeGroup(env, newGroupId())).toBe(true);
      expect(mayBeLink(env, linkWithoutMac(newGroupId()))).toBe(true);
    }
  });

  it("[IDS-5] are not quoted when they are malformed", () => {
    const secret = JSON.stringify([{ ...first, alg: "none" }]);
    expect(() => newGroup({ ID_KEYS: secret })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(String(first.k)) as string }),
    );
  });

  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "klatch-ids-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("[IDS-6] are made once by a local start, for the owner's eyes only", async () => {
    const file = join(directory, "secrets.env");
    await ensureSecrets(file, true);
    const text = await readFile(file, "utf8");
    expect(text).toContain("IDS_WITHOUT_MAC='none'");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await ensureSecrets(file, true);
    expect(await readFile(file, "utf8")).toBe(text);
    const ID_KEYS = JSON.stringify(await readIdKeysFile(file));
    expect(mayBeGroup({ ID_KEYS }, newGroup({ ID_KEYS }).id)).toBe(true);
  });

  it("[IDS-6] are rotated by a command, which puts a new one in front and removes none", async () => {
    const file = join(directory, "secrets.env");
    const keys = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, [inRepository("tools/operator/keys-command.ts"), ...args, file]);
    await keys("rotate-ids");
    const [one] = await readIdKeysFile(file);
    const { stdout } = await keys("rotate-ids");
    expect(stdout).toContain("wrangler secret put ID_KEYS");
    const [two, ...others] = await readIdKeysFile(file);
    expect(others).toEqual([one]);
    expect(two?.k).not.toBe(one?.k);
    expect(JSON.parse((await keys("show-ids")).stdout)).toEqual([two, one]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("[IDS-6] are added where there are groups already, whose ids have no MAC", async () => {
    const file = join(directory, "secrets.env");
    await writeFile(file, "SIGNING_KEYS='[]'\n");
    await ensureSecrets(file);
    const text = await readFile(file, "utf8");
    expect(text).toMatch(/ID_KEYS='\[\{/);
    expect(text).not.toContain("IDS_WITHOUT_MAC");
  });
});
