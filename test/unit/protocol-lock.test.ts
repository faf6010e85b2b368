// The wire protocol cannot change unnoticed: a hash of every shape, route, limit and code is checked in.
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { canonicalJson, describeShape, type Described } from "../../tools/api/describe-shape.ts";
import { describeProtocol, hashOf, lockFile, lockOf, type ProtocolLock } from "../../tools/api/protocol-lock.ts";
import { errorCodes } from "../../schema/protocol/errors.ts";
import { defaultLimits, wireLimits } from "../../schema/protocol/limits.ts";

type Parts = Record<string, Described>;

const locked = JSON.parse(readFileSync(lockFile, "utf8")) as ProtocolLock;
const parts = await describeProtocol();
const current = lockOf(parts);

/** Names whose hash differs, is new or is gone. */
function changedNames(before: ProtocolLock, after: ProtocolLock): string[] {
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
}

/** A copy of one part in which the text of the first `from` is replaced. */
function planted(name: string, from: string, to: string): Parts {
  const text = canonicalJson(parts[name] as Described);
  if (!text.includes(from)) throw new Error(`${name} holds no ${from}`);
  return { [name]: JSON.parse(text.replace(from, to)) as Described };
}

/** The names that change when these parts do. */
const changedBy = (changes: Parts): string[] => changedNames(current, { ...current, ...lockOf(changes) });

const entriesOf = (name: string) => (parts[name] as { entries: Parts }).entries;

describe("the lock on the wire protocol", () => {
  it("[SOCKET-1] holds every shape, route, limit and code as it was agreed", () => {
    expect(
      changedNames(locked, current),
      "The wire protocol changed. If that is meant: can clients in the field still speak it (additions to what the " +
        "server accepts), or does it need another protocolName? Then run `npm run protocol:lock` and `npm run generate`, and commit both.",
    ).toEqual([]);
  });

  it.each(Object.keys(wireLimits))("notices when wireLimits.%s changes by 1", (name) => {
    const limits = { ...wireLimits, [name]: wireLimits[name as keyof typeof wireLimits] + 1 };
    expect(changedBy({ wireLimits: limits })).toEqual(["wireLimits"]);
  });

  it.each(Object.keys(defaultLimits))("notices when defaultLimits.%s changes by 1", (name) => {
    const limits = { ...defaultLimits, [name]: defaultLimits[name as keyof typeof defaultLimits] + 1 };
    expect(changedBy({ defaultLimits: limits })).toEqual(["defaultLimits"]);
  });

  it.each(errorCodes)("notices when %s gets another status, class, close code or name", (code) => {
    const rules = parts["errorRules"] as Record<string, Record<string, Described>>;
    const { [code]: rule, ...others } = rules;
    const variations: Described[] = [
      others,
      { ...others, [`${code}_TOO`]: rule as Described },
      { ...rules, [code]: { ...rule, status: 418 } },
      { ...rules, [code]: { ...rule, class: "other" } },
      { ...rules, [code]: { ...rule, closeCode: 4499 } },
    ];
    for (const errorRules of variations) expect(changedBy({ errorRules })).toEqual(["errorRules"]);
  });

  it.each([
    ["syncFrame", '"requirement":3000', '"requirement":3001'],
    ["sendMessageFrame", '"requirement":50', '"requirement":51'],
    ["sendMessageFrame", "{1,64}", "{1,65}"],
    ["sendMessageFrame", '"type":"exact_optional"', '"type":"optional"'],
    ["sendMessageFrame", "check: lone surrogate", "check: something else"],
    ["sendMessageFrame", '"type":"strict_object"', '"type":"object"'],
    ["clientMsgIdShape", '"flags":""', '"flags":"i"'],
    ["typingUpFrame", '"literal":"typing"', '"literal":"types"'],
    ["messagesQueryShape", '"default":"50"', '"default":"51"'],
    ["messagesQueryShape", "built in: Number", "built in: parseInt"],
    ["platformShape", '"mini"', '"tv"'],
    ["protocolName", "klatch.v1", "klatch.v2"],
    ["route sendMessage", "/messages", "/message"],
    ["route sendMessage", '"MUTED",', ""],
    ["route createGroup", '"201"', '"200"'],
    ["route listDeadLetters", '"who":"operator"', '"who":"user"'],
  ])("notices a change planted in %s: %s becomes %s", (name, from, to) => {
    expect(changedBy(planted(name, from, to))).toEqual([name]);
  });

  it("notices a field more, a field less, and a shape more or less", () => {
    const { active, ...fewer } = entriesOf("typingUpFrame");
    const more = { ...entriesOf("typingUpFrame"), since: active as Described };
    for (const entries of [fewer, more]) {
      const typingUpFrame = { ...(parts["typingUpFrame"] as Parts), entries };
      expect(changedBy({ typingUpFrame })).toEqual(["typingUpFrame"]);
    }
    const { voidFrame, ...without } = parts;
    expect(changedNames(current, lockOf(without))).toEqual(["voidFrame"]);
    expect(changedNames(current, lockOf({ ...parts, another: voidFrame as Described }))).toEqual(["another"]);
  });
});

describe("the description of a shape", () => {
  const base = v.strictObject({ a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)), b: v.exactOptional(v.number()) });
  const same = v.strictObject({
    b: v.exactOptional(v.number()),
    a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/), v.brand("A")),
  });
  const others = {
    "another limit": v.strictObject({
      a: v.pipe(v.string(), v.minLength(2), v.regex(/^x/)),
      b: v.exactOptional(v.number()),
    }),
    "another pattern": v.strictObject({
      a: v.pipe(v.string(), v.minLength(1), v.regex(/^y/)),
      b: v.exactOptional(v.number()),
    }),
    "another flag": v.strictObject({
      a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/u)),
      b: v.exactOptional(v.number()),
    }),
    "a step less": v.strictObject({ a: v.pipe(v.string(), v.minLength(1)), b: v.exactOptional(v.number()) }),
    "required, not optional": v.strictObject({ a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)), b: v.number() }),
    "optional, but undefined too": v.strictObject({
      a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)),
      b: v.optional(v.number()),
    }),
    "a default": v.strictObject({
      a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)),
      b: v.exactOptional(v.number(), 1),
    }),
    "null allowed": v.strictObject({
      a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)),
      b: v.exactOptional(v.nullable(v.number())),
    }),
    "not strict": v.object({ a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)), b: v.exactOptional(v.number()) }),
    "another type": v.strictObject({
      a: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)),
      b: v.exactOptional(v.boolean()),
    }),
    "another key": v.strictObject({
      c: v.pipe(v.string(), v.minLength(1), v.regex(/^x/)),
      b: v.exactOptional(v.number()),
    }),
  };
  const hash = (shape: unknown) => hashOf(describeShape(shape));

  it("is the same whatever the order of fields, and for brands", () => {
    expect(hash(same)).toBe(hash(base));
  });

  it.each(Object.entries(others))("differs: %s", (_name, shape) => {
    expect(hash(shape)).not.toBe(hash(base));
  });

  it("refuses what it cannot see into", () => {
    expect(() =>
      describeShape(
        v.pipe(
          v.string(),
          v.check((text) => text !== ""),
        ),
      ),
    ).toThrow();
    expect(() =>
      describeShape(
        v.pipe(
          v.string(),
          v.transform((text) => text.trim()),
        ),
      ),
    ).toThrow();
    expect(() => describeShape(v.lazy(() => v.string()))).toThrow();
  });
});
