// The work of the alarm on files: their objects are told which messages have them, and which are gone.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { FileId } from "../../../schema/protocol/files.ts";
import type { SharedFileRpc } from "../../../schema/rpc/shared-file.ts";
import { callActor } from "../../runtime/calls.ts";
import type { KindOfWork } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import type { AttachmentStore } from "./attachment-store.ts";

export interface ErrandsHost {
  readonly conversationId: ConversationId;
  readonly store: Pick<AttachmentStore, "hasErrands" | "errands" | "done">;
  stub(fileId: FileId): Pick<SharedFileRpc, "refer" | "release">;
}

/** In one ring, and at a time; what is left is due at once. */
const [maxPerRing, atOnce] = [100, 6];

export const errands = (host: ErrandsHost): KindOfWork => ({
  deadlineMs: 30_000,
  dueAt: (now) => (host.store.hasErrands ? now : null),
  run: async ({ signal }) => {
    const { conversationId, store } = host;
    if (!store.hasErrands) return;
    const failures: unknown[] = [];
    await eachInParallel(store.errands(maxPerRing), atOnce, async (errand) => {
      if (signal.aborted) return;
      const { fileId, seq, holdId, gone } = errand;
      const reference = { conversationId, seq, holdId };
      try {
        await callActor<unknown>(() =>
          gone === 1 ? host.stub(fileId).release(reference) : host.stub(fileId).refer(reference),
        );
        store.done(errand);
      } catch (cause) {
        failures.push(cause);
      }
    });
    if (failures.length > 0) throw new Error("not every file was told", { cause: failures[0] });
  },
});
