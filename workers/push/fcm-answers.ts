// What the answers of Firebase Cloud Messaging mean (google.rpc.Status, with an FcmError).
import * as v from "valibot";
import type { Answer } from "./post-push.ts";
import { outcomeOfStatus, type Sent } from "./statuses.ts";

const refusalShape = v.object({
  error: v.object({
    status: v.optional(v.string(), ""),
    details: v.optional(
      v.array(
        v.object({
          errorCode: v.optional(v.string()),
          fieldViolations: v.optional(v.array(v.object({ field: v.optional(v.string()) }))),
        }),
      ),
      [],
    ),
  }),
});

/** Google asks for a minute where it names no time. */
const quotaRetryMs = 60_000;

/** The app is not there any more, or its token is another sender's: it has to subscribe again. */
const gone: ReadonlySet<string> = new Set(["UNREGISTERED", "NOT_FOUND", "SENDER_ID_MISMATCH"]);

/** 404 and 410 without Google's own words are of an address where it is not. */
const ofSettings: ReadonlySet<number> = new Set([401, 403, 404, 410]);

export function outcomeOfFcm({ response, json }: Answer): Sent {
  const { status } = response;
  const parsed = v.safeParse(refusalShape, json);
  const { status: name = "", details = [] } = parsed.success ? parsed.output.error : {};
  const code = details.find(({ errorCode }) => errorCode !== undefined)?.errorCode ?? name;
  const isOfToken = details.some(({ fieldViolations = [] }) =>
    fieldViolations.some(({ field }) => field === "message.token"),
  );
  if (gone.has(code) || isOfToken) return { kind: "gone" };
  if (ofSettings.has(status)) return { kind: "not-accepted", reason: code === "" ? String(status) : code };
  const outcome = outcomeOfStatus(response);
  return status === 429 && outcome.kind === "refused" ? { retryAfterMs: quotaRetryMs, ...outcome } : outcome;
}
