// The actor that knows which files have equal bytes: one of 64, by the hash.
import { DurableObject } from "cloudflare:workers";
import type { EqualFilesRpc } from "../../schema/rpc/equal-files.ts";
import { FileBytes } from "../files/file-bytes.ts";
import { callActor } from "../runtime/calls.ts";
import { Alarm } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { sharedFileStub } from "../runtime/stubs.ts";
import { EqualCore } from "./equal-core.ts";

/** Bytes of a large file are read and written once. */
const copyMs = 120_000;

export class EqualFiles extends DurableObject<Env> implements EqualFilesRpc {
  readonly #core: EqualCore;
  readonly #alarm: Alarm;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    const { storage } = ctx;
    const now = (): number => Date.now();
    this.#alarm = new Alarm(storage, now);
    this.#core = new EqualCore({
      rows: storage.kv,
      bytes: new FileBytes(env.FILES),
      file: (fileId) => ({
        storeCommon: (request) => callActor(() => sharedFileStub(env, fileId).storeCommon(request), copyMs),
        useCommon: (request) => callActor(() => sharedFileStub(env, fileId).useCommon(request)),
      }),
      now,
      random: () => Math.random(),
      newKey: () => `common/${crypto.randomUUID()}`,
      arm: (at) => void this.#alarm.arm(at),
    });
    void ctx.blockConcurrencyWhile(() => this.#alarm.load());
  }

  async offer(request: Parameters<EqualFilesRpc["offer"]>[0]) {
    await this.#core.offer(request);
  }

  async leave(request: Parameters<EqualFilesRpc["leave"]>[0]) {
    await this.#core.leave(request);
  }

  override async alarm(): Promise<void> {
    await this.#alarm.ring(
      () => this.#core.ring(),
      () => this.#core.dueAt(),
    );
  }
}
