// The actor of one file.
import { DurableObject } from "cloudflare:workers";
import type { FileId } from "../../schema/protocol/files.ts";
import { envelopeVersion } from "../../schema/jobs/envelope.ts";
import type { JobPayload } from "../../schema/jobs/kinds.ts";
import type { SharedFileRpc } from "../../schema/rpc/shared-file.ts";
import { callActor } from "../runtime/calls.ts";
import { Alarm } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { equalFilesStub } from "../runtime/stubs.ts";
import { FileBytes } from "./file-bytes.ts";
import { FileCore } from "./file-core.ts";
import type { FileJob } from "./file-work.ts";

/** The argument of a call. */
type Asked<Call extends keyof SharedFileRpc> = Parameters<SharedFileRpc[Call]>[0];

export class SharedFile extends DurableObject<Env> implements SharedFileRpc {
  readonly #core: FileCore;
  readonly #alarm: Alarm;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    const { storage } = ctx;
    const now = (): number => Date.now();
    this.#alarm = new Alarm(storage, now);
    this.#core = new FileCore({
      // Only a ring starts the object without its name, and whatever rings has a row that says it.
      fileId: (ctx.id.name ?? "") as FileId,
      rows: storage.kv,
      bytes: new FileBytes(env.FILES),
      types: env.FILE_TYPES,
      isScanned: (env.SCANNER_URL ?? "") !== "",
      now,
      send: async (kind, fileId) => {
        const payload: JobPayload<FileJob> = { fileId };
        await env.JOBS.send({ v: envelopeVersion, id: `${kind}_${fileId}`, kind, at: now(), payload });
      },
      equalFiles: (sha256) => ({
        offer: (request) => callActor(() => equalFilesStub(env, sha256).offer(request)),
        leave: (request) => callActor(() => equalFilesStub(env, sha256).leave(request)),
      }),
      arm: (at) => void this.#alarm.arm(at),
      forget: async () => {
        await storage.deleteAlarm();
        await storage.deleteAll();
      },
    });
    void ctx.blockConcurrencyWhile(() => this.#alarm.load());
  }

  async declare({ ownerId, file }: Asked<"declare">) {
    return this.#core.declare(ownerId, file);
  }

  async upload({ userId }: Asked<"upload">) {
    return this.#core.upload(userId);
  }

  async beginPart({ userId, part, size }: Asked<"beginPart">) {
    return this.#core.parts.beginPart(userId, part, size);
  }

  async endPart({ userId, part, target, etag }: Asked<"endPart">) {
    return this.#core.parts.endPart(userId, part, target, etag);
  }

  async beginPreview({ userId, size }: Asked<"beginPreview">) {
    return this.#core.parts.beginPreview(userId, size);
  }

  async endPreview({ userId, size, mimeType }: Asked<"endPreview">) {
    return this.#core.parts.endPreview(userId, size, mimeType);
  }

  async complete({ userId }: Asked<"complete">) {
    return this.#core.complete(userId);
  }

  async discard({ userId }: Asked<"discard">) {
    return this.#core.discard(userId);
  }

  async hold(hold: Asked<"hold">) {
    return this.#core.hold(hold);
  }

  async keepForLater(asked: Asked<"keepForLater">) {
    return this.#core.keepForLater(asked);
  }

  async letGo(asked: Asked<"letGo">) {
    await this.#core.letGo(asked);
  }

  async refer(reference: Asked<"refer">) {
    return this.#core.refer(reference);
  }

  async release(reference: Asked<"release">) {
    return this.#core.release(reference);
  }

  async beginScan() {
    return this.#core.jobs.beginScan();
  }

  async endScan({ verdict }: Asked<"endScan">) {
    this.#core.jobs.endScan(verdict);
  }

  async beginPreviews() {
    return this.#core.jobs.beginPreviews();
  }

  async endPreviews({ made }: Asked<"endPreviews">) {
    this.#core.jobs.endPreviews(made);
  }

  async storeCommon(asked: Asked<"storeCommon">) {
    return this.#core.merge.store(asked);
  }

  async useCommon(asked: Asked<"useCommon">) {
    return this.#core.merge.use(asked);
  }

  async serve({ size }: Asked<"serve">) {
    return this.#core.serve(size);
  }

  override async alarm(): Promise<void> {
    await this.#alarm.ring(
      () => this.#core.ring(),
      () => this.#core.dueAt(),
    );
  }
}
