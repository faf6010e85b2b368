// The user's own avatar: what a new picture costs, and which pictures are deleted. The avatar itself is in the directory.
import type { AvatarOwner } from "../../../schema/protocol/avatars.ts";
import { limited, type Refused } from "../../../schema/rpc/conversation.ts";
import { noteSweep, sweepAvatars, unsettledMs, type AvatarTask } from "../../avatars/sweep-avatars.ts";
import { withDeadline } from "../../runtime/calls.ts";
import type { DueTasks } from "../../runtime/due-tasks.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";

export interface OwnAvatarHost {
  readonly userId: AvatarOwner;
  readonly bucket: Pick<R2Bucket, "list" | "delete">;
  readonly directory: Pick<D1Database, "prepare">;
  readonly tasks: Pick<DueTasks<AvatarTask>, "add">;
  arm(): void;
  now(): number;
}

type Paying = Pick<Budgets, "take" | "waitFor">;

const directoryDeadlineMs = 4_000;

export class OwnAvatar {
  readonly #host: OwnAvatarHost;

  constructor(host: OwnAvatarHost) {
    this.#host = host;
  }

  /** Before another avatar takes the place of a picture, and before one is written. */
  note(): void {
    noteSweep(this.#host.tasks, this.#host.now());
    this.#host.arm();
  }

  /** Of an account that is deleted no picture is shown. @throws what the directory and R2 throw; then it is done again */
  async sweep(now: number): Promise<void> {
    const { userId, bucket, directory, tasks } = this.#host;
    const query = directory.prepare("SELECT avatar FROM account WHERE id = ?").bind(userId);
    const row = await withDeadline(() => query.first<{ avatar: string }>(), directoryDeadlineMs);
    const shown = row?.avatar ?? "";
    if (await sweepAvatars({ bucket, ownerId: userId, shown, before: now - unsettledMs })) noteSweep(tasks, now);
  }
}

export const ownAvatarAnswers = (avatar: Pick<OwnAvatar, "note">, budgets: Paying): Answers<"begin-avatar"> => ({
  "begin-avatar": ({ bytes, ofGroup = false }) => {
    const refusal = bytes === undefined ? null : payForPicture(budgets, bytes, ofGroup);
    if (refusal !== null) return refusal;
    if (!ofGroup) avatar.note();
    return { ok: true };
  },
});

/** The change of a group itself is paid when it is made: here it is only seen to it that something is left for it. */
function payForPicture(budgets: Paying, bytes: number, ofGroup: boolean): Refused | null {
  for (const budget of ofGroup ? (["changes", "calls", "deliveries"] as const) : []) {
    const retryAfterMs = budgets.waitFor(budget, 1);
    if (retryAfterMs > 0) return limited(budget, retryAfterMs);
  }
  const refusal = budgets.take({ ...(!ofGroup && { profile: 1 }), uploads: 1, "uploaded-bytes": bytes });
  return refusal === null ? null : { refusal };
}
