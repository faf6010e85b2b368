// Consumer of `preview-file`: makes the previews of a picture that came without, and puts them into R2.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import { sharedFileStub } from "../../durable-objects/runtime/stubs.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { PreviewsToMake } from "../../schema/rpc/shared-file.ts";

/** Smaller than JPEG, and shown by every browser and phone of the last years. */
const format = "image/webp";

/** Idempotent: the file says what there is to do. @throws Error when R2, the file's object or the service cannot be reached */
export async function makePreviews(jobs: readonly Job<"preview-file">[], env: Env): Promise<void> {
  for (const { payload } of jobs) {
    const file = sharedFileStub(env, payload.fileId);
    const toMake = await callActor(() => file.beginPreviews());
    if (toMake === null) continue;
    const isMade = await makeAll(env, payload.fileId, toMake);
    const made = Object.fromEntries(isMade ? toMake.to.map(({ size }) => [size, format]) : []);
    await callActor(() => file.endPreviews({ made }));
  }
}

/** False: there is no service, or it does not take the picture: asking again would change nothing. */
async function makeAll({ IMAGES, FILES }: Env, fileId: FileId, { from, to }: PreviewsToMake): Promise<boolean> {
  if (IMAGES === undefined) return false;
  for (const { size, key } of to) {
    const picture = await FILES.get(from);
    // It is gone with its file.
    if (picture === null) return false;
    try {
      const side = Number(size);
      const input = IMAGES.input(picture.body).transform({ width: side, height: side, fit: "scale-down" });
      const preview = await input.output({ format, quality: 80 });
      await FILES.put(key, await preview.response().arrayBuffer());
    } catch (cause) {
      if (!isAnswer(cause)) throw cause;
      logErrorSeldom("previews not made", cause, { fileId });
      return false;
    }
  }
  return true;
}

/** The service was reached and has said no: the picture is broken, or its plan is used up. */
const isAnswer = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && typeof cause.code === "number";
