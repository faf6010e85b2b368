// A refusal says where a request or frame is wrong, and repeats nothing of it but the names of fields.
import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createGroupBodyShape, editGroupBodyShape } from "../../schema/protocol/http-groups.ts";
import { pointerOf, pointerTo } from "../../schema/protocol/pointer.ts";
import { strictShape } from "../../schema/protocol/shape.ts";

const pointerFor = (shape: v.GenericSchema, value: unknown): string | null => {
  const parsed = v.safeParse(shape, value, { abortEarly: true });
  return parsed.success ? null : pointerOf(parsed.issues);
};

const good = { name: "Tea", memberIds: [] };

describe("[ERR-11] a pointer", () => {
  it.each<[unknown, string | null]>([
    [good, null],
    [{ ...good, settings: { joinPolicy: "open" } }, "/settings/joinPolicy"],
    [{ ...good, settings: { joinPolicy: "password" } }, "/settings/joinPolicy"],
    [{ ...good, settings: { maySpeak: "all" } }, "/settings/maySpeak"],
    [{ ...good, settings: null }, "/settings"],
    [{ ...good, memberIds: ["user_a", "no id!"] }, "/memberIds/1"],
    [{ ...good, name: "\u{d800}" }, "/name"],
    [{ name: "Tea" }, "/memberIds"],
    [{ ...good, owner: "me" }, "/owner"],
    [{ ...good, "a/b~c": 1 }, "/a~1b~0c"],
    [null, ""],
    ["text", ""],
    [7, ""],
  ])("to the first wrong field of %j is %j", (body, pointer) => {
    expect(pointerFor(createGroupBodyShape, body)).toBe(pointer);
  });

  it("to a body that is wrong as a whole is empty", () => {
    expect(pointerFor(editGroupBodyShape, { name: "Tea", allSilenced: true })).toBe("");
  });

  it.each([
    ["long", "k".repeat(65)],
    ["of a line end", "a\nb"],
    ["of a NUL", "a\u0000"],
    ["of an escape sequence", "\u001b[31m"],
    ["of reversed direction", "a\u202eb"],
    ["of a lone surrogate", "\ud800"],
    ["of no width", "a\u200bb"],
    ["of a line separator", "a\u2028b"],
    ["of a private character", "\ue000"],
  ])("leaves out a key %s, and names what has it", (_name, key) => {
    expect(pointerFor(createGroupBodyShape, { ...good, [key]: 1 })).toBe("");
    expect(pointerFor(createGroupBodyShape, { ...good, settings: { [key]: 1 } })).toBe("/settings");
    expect(pointerTo(key)).toBe("");
  });

  it.each(["__proto__", "constructor", "", " ", "k".repeat(64), "<script>", "名"])("names the key %j", (key) => {
    const body = JSON.parse(`{"name":"Tea","memberIds":[],${JSON.stringify(key)}:1}`) as unknown;
    expect(pointerFor(createGroupBodyShape, body)).toBe(`/${key}`);
  });

  it("is read back by RFC 6901, has no control characters, and is short, whatever the keys", () => {
    // A record takes any key: each of them is the client's own.
    const deep = v.record(v.string(), v.record(v.string(), v.array(v.number())));
    const key = fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(key, key, fc.nat(3), (one, two, index) => {
        const numbers: unknown[] = [0, 1, 2, 3];
        numbers[index] = "wrong";
        const value = Object.fromEntries([[one, Object.fromEntries([[two, numbers]])]]) as unknown;
        const parsed = v.safeParse(deep, value, { abortEarly: true });
        // Valibot's records pass over `__proto__` and the like.
        if (parsed.success) return;
        const pointer = pointerOf(parsed.issues);
        expect(pointer).not.toMatch(/\p{C}/u);
        expect(pointer.length).toBeLessThanOrEqual(256);
        const found = pointer
          .split("/")
          .slice(1)
          .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
        expect([one, two, String(index)].slice(0, found.length)).toEqual(found);
      }),
    );
  });

  it("of many keys ends at 256 characters", () => {
    const issue = { path: Array.from({ length: 100 }, () => ({ key: "k".repeat(60) })) };
    expect(pointerOf([issue])).toBe(`/${"k".repeat(60)}`.repeat(4));
    expect(pointerOf([])).toBe("");
    expect(pointerOf([{ path: [{ key: Symbol("a") }] }])).toBe("");
  });

  it("does not depend on the value", () => {
    const shape = strictShape({ secret: v.picklist(["a"]) });
    expect(pointerFor(shape, { secret: "hunter2" })).toBe("/secret");
  });
});
