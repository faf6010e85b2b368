// The SDK's ids, its idea of the server's time, and its table of codes.
import { asClientMsgId, asConversationId, asDeviceId, asFileId, asMessageId, asUserId, KlatchError } from "@klatch/sdk";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { errorRules } from "../../schema/protocol/errors.ts";
import { fileIdShape } from "../../schema/protocol/files.ts";
import {
  clientMsgIdShape,
  conversationIdShape,
  deviceIdShape,
  messageIdShape,
  userIdShape,
  uuidV7TimeMs,
} from "../../schema/protocol/ids.ts";
import { errorClassOf } from "../../sdk/client/klatch-error.ts";
import { ServerClock } from "../../sdk/connection/server-clock.ts";
import { UuidV7Source } from "../../sdk/client/uuid-v7.ts";
import { FakeWorld, direct, settle } from "../support/sdk-fakes.ts";

const now = 1_700_000_000_123;

describe("ids", () => {
  it("[SDK-10] are UUIDv7 of the given time", () => {
    const id = new UuidV7Source(Math.random).next(now);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidV7TimeMs(id)).toBe(now);
  });

  it("[SDK-10] rise, within one millisecond and over a small step back of the clock", () => {
    const source = new UuidV7Source(Math.random);
    const ids = Array.from({ length: 10_000 }, (_, i) => source.next(now - (i % 3)));
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("[SDK-10] follow a clock that was corrected by more than a moment", () => {
    const source = new UuidV7Source(Math.random);
    source.next(now + 3_600_000);
    expect(uuidV7TimeMs(source.next(now))).toBe(now);
  });

  it("[SDK-10] carry the server's time, not the device's", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    void client.connect();
    await settle();
    const serverTime = world.clock.nowMs + 7_200_000;
    world.socket.say({ ...world.welcome(), serverTime });
    expect(uuidV7TimeMs(client.send(direct, "hello").clientMsgId)).toBe(serverTime);
  });
});

/** Parts of ids, and what must be in none. */
const pieces = [
  "user_",
  "direct_a:1",
  "a",
  "Z",
  "0",
  "9",
  "-",
  "_",
  ":",
  "1",
  "é",
  " ",
  "\n",
  ".",
  "x".repeat(63),
  "y".repeat(97),
];

/** What the call returns, or the code of its error. */
function outcome(call: () => string): string {
  try {
    return call();
  } catch (error) {
    return error instanceof KlatchError ? error.code : String(error);
  }
}

describe("texts from elsewhere", () => {
  it.each([
    [asUserId, userIdShape],
    [asDeviceId, deviceIdShape],
    [asConversationId, conversationIdShape],
    [asMessageId, messageIdShape],
    [asClientMsgId, clientMsgIdShape],
  ])("[SDK-52] %O takes exactly what the protocol takes", (as, shape) => {
    const random = new Random(7);
    let taken = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: random.below(5) }, () => random.pick(pieces)).join("");
      const isValid = v.is(shape, text);
      if (isValid) taken++;
      expect(
        outcome(() => as(text)),
        text,
      ).toBe(isValid ? text : "INVALID_REQUEST");
    }
    expect(taken).toBeGreaterThan(100);
  });

  it("[SDK-52] a file's id is taken exactly as the protocol takes it", () => {
    const random = new Random(8);
    let taken = 0;
    for (let i = 0; i < 5_000; i++) {
      const signs = Array.from({ length: random.between(25, 27) }, () =>
        random.pick("0123456789abcdefghjkmnpz".split("")),
      );
      if (random.chance(0.3)) signs[random.below(25)] = random.pick("iloA-_ ".split(""));
      const text = `${random.pick(["file_", "file_", "file_", "files_", ""])}${signs.join("")}`;
      const isValid = v.is(fileIdShape, text);
      if (isValid) taken++;
      expect(
        outcome(() => asFileId(text)),
        text,
      ).toBe(isValid ? text : "INVALID_REQUEST");
    }
    expect(taken).toBeGreaterThan(100);
  });

  it("[SDK-52] what is no text is refused too", () => {
    for (const wrong of [undefined, null, 7, {}, ["user_a"]])
      expect(outcome(() => Reflect.apply(asUserId, undefined, [wrong]))).toBe("INVALID_REQUEST");
  });
});

describe("the server's time", () => {
  it("[SDK-10] comes from HTTP until the first welcome, which is exact", () => {
    const clock = new ServerClock(() => now);
    clock.restore(-5_000);
    expect(clock.now()).toBe(now - 5_000);
    clock.observeDate(new Date(now + 60_000).toUTCString());
    expect(clock.now()).toBe(Math.floor((now + 60_000) / 1_000) * 1_000);
    clock.observe(now + 61_234);
    clock.observeDate(new Date(now).toUTCString());
    expect(clock.offsetMs).toBe(61_234);
  });

  it("[SDK-10] is not lost to a header that is none", () => {
    const clock = new ServerClock(() => now);
    clock.observeDate("yesterday");
    clock.observeDate(null);
    expect(clock.offsetMs).toBeNull();
  });
});

describe("codes", () => {
  it("[SDK-18] have the class that the protocol gives them, and unknown ones are fatal", () => {
    const classes = Object.entries(errorRules).map(([code, rule]) => [code, rule.class]);
    expect(Object.keys(errorRules).map((code) => [code, errorClassOf(code)])).toEqual(classes);
    expect(errorClassOf("A_LATER_CODE")).toBe("fatal");
    expect(errorClassOf("__proto__")).toBe("fatal");
  });
});
