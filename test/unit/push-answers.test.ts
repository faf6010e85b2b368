// Whatever a push service says, in any form: it means one of the few things that there are, and a subscription ends for certain words only.
import { anything, assert, constantFrom, integer, json, oneof, property, record } from "fast-check";
import { expect, it } from "vitest";
import { outcomeOfApns } from "../../workers/push/apns-answers.ts";
import { outcomeOfFcm } from "../../workers/push/fcm-answers.ts";
import type { Sent } from "../../workers/push/statuses.ts";
import { parametersOf } from "../support/fuzz-runs.ts";

/** Those of success are tested elsewhere, as is 413; 410 of Apple's is a word of its own. */
const status = oneof(integer({ min: 300, max: 599 }), constantFrom(400, 401, 403, 404, 410, 429, 500, 503)).filter(
  (code) => code !== 413,
);
const word = constantFrom("INVALID_ARGUMENT", "INTERNAL", "BadPriority", "toString", "__proto__", "");
const said = oneof(
  anything(),
  json().map((text) => JSON.parse(text) as unknown),
  record({ reason: word }),
  record({ error: record({ status: word, details: anything() }) }),
  record({ error: record({ details: oneof(anything(), constantFrom([{ errorCode: "INTERNAL" }, null, 5])) }) }),
);

it.each<readonly [string, (code: number, body: unknown) => Sent]>([
  [
    "Apple",
    (code, body) => outcomeOfApns({ response: new Response(null, { status: code === 410 ? 400 : code }), json: body }),
  ],
  ["Google", (code, body) => outcomeOfFcm({ response: new Response(null, { status: code }), json: body })],
])(
  "[PUSH-32] [PUSH-35] nothing but its own words ends a subscription at %s, and nothing passes for taken",
  (_, outcomeOf) => {
    assert(
      property(status, said, (code, body) => {
        const { kind } = outcomeOf(code, body);
        const isLater = code === 429 || code >= 500;
        const possible: readonly Sent["kind"][] = isLater ? ["refused"] : ["rejected", "not-accepted"];
        expect(possible).toContain(kind);
      }),
      parametersOf(1_000),
    );
  },
);
