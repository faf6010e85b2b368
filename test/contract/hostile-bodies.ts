// Bad bodies of one route after the other, however shaped; shared by the tests of them.
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { loneSurrogates, nestedArrays, nestedObjects, spoil, withField } from "./hostile-inputs.ts";
import { json, type Body, type HostileRequests } from "./hostile-requests.ts";

const latin1 = new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]);

/** What `spoil` makes of a field that may be so. */
const harmless = new Set(["device: {}", "expiresAt: null", "maxUses: null", "ttlMs: null", "until: null"]);

/** Comes in pieces, so that no header tells its length. */
function streamOf(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const size = Math.min(left, 4_096);
      if (size === 0) return controller.close();
      left -= size;
      controller.enqueue(new Uint8Array(size).fill(0x20));
    },
  });
}

const methodOf = (operationId: string): string =>
  routeList.find((route) => route.operationId === operationId)?.method ?? "";

/** Tests that each of these bodies is refused by its code when it is malformed. */
export function describeHostileBodies(
  bodies: Readonly<Record<string, Body>>,
  { worldNow, codeFor }: Pick<HostileRequests, "worldNow" | "codeFor">,
): void {
  describe.each(Object.entries(bodies))(
    "%s",
    (operationId, { path, valid, optional, empty = "INVALID_REQUEST", nothing }) => {
      const post = (raw: BodyInit, headers: Readonly<Record<string, string>> = json): Promise<ErrorCode> =>
        codeFor({ method: methodOf(operationId), path: path(worldNow()), raw, headers });

      it.each(["text/plain", "application/jsonp", "application/x-www-form-urlencoded", "multipart/form-data", ""])(
        "[ERR-4] refuses a body of type '%s'",
        async (type) => {
          expect(await post(JSON.stringify(valid), { "content-type": type })).toBe(
            type === "" ? (nothing ?? "UNSUPPORTED_MEDIA_TYPE") : "UNSUPPORTED_MEDIA_TYPE",
          );
        },
      );

      it.each(["", "hello", "{", '{"a":1,}', "[".repeat(60_000)])(
        "[ERR-3] refuses what is no JSON: %j",
        async (text) => {
          expect(await post(text)).toBe(text === "" ? (nothing ?? "INVALID_JSON") : "INVALID_JSON");
        },
      );

      it("[ERR-3] refuses what is no UTF-8", async () => {
        expect(await post(latin1)).toBe("INVALID_JSON");
      });

      it("[LIMIT-4] refuses more than 64 KiB, however it comes; reads exactly that much", async () => {
        const padding = " ".repeat(wireLimits.maxBodyBytes - 2);
        expect(await post(`{}${padding}`)).toBe(empty);
        expect(await post(`{}${padding} `)).toBe("TOO_LARGE");
        expect(await post(streamOf(wireLimits.maxBodyBytes + 1))).toBe("TOO_LARGE");
      });

      it.each(["null", "true", "1", '"x"', "[]", "{}", "1e400", nestedArrays(30_000), nestedObjects(10_000)])(
        "[ERR-4] refuses what is no such object: %.20s",
        async (text) => {
          expect(await post(text)).toBe(text === "{}" ? empty : "INVALID_REQUEST");
        },
      );

      it.each(spoil(valid, optional).filter(([name]) => !harmless.has(name)))(
        "[ERR-4] [ERR-5] refuses it %s",
        async (_name, text) => {
          expect(await post(text)).toBe("INVALID_REQUEST");
        },
      );

      const texts = Object.entries(valid).filter(([, value]) => typeof value === "string");
      const surrogates = texts.flatMap(([key]) => loneSurrogates.map((text) => [key, text] as const));
      it.each(surrogates)("[ERR-6] refuses lone surrogates in %s: %s", async (key, text) => {
        expect(await post(withField(valid, key, `"${text}"`))).toBe(
          // To a token it makes no difference why it is none.
          operationId === "refresh" ? "NOT_AUTHENTICATED" : "INVALID_REQUEST",
        );
      });

      it.each(Object.keys(valid))("[ERR-4] refuses %s 2,000 deep", async (key) => {
        for (const deep of [nestedArrays(2_000), nestedObjects(2_000)]) {
          expect(await post(withField(valid, key, deep))).toBe("INVALID_REQUEST");
        }
      });
    },
  );
}
