// A group's avatar where it is a picture: who may change it, and which pictures are deleted. The avatar itself is in the group's info.
import { isPictureAvatar } from "../../schema/protocol/avatars.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { noteSweep, sweepAvatars, unsettledMs, type AvatarTask } from "../avatars/sweep-avatars.ts";
import { DueTasks } from "../runtime/due-tasks.ts";
import type { KindOfWork } from "../runtime/due-work.ts";
import { GroupDraft, type GroupCore, type GroupPatch, type GroupState } from "./group-state.ts";
import { judgeInfo } from "./profile.ts";

export interface GroupAvatarHost {
  readonly sql: SqlStorage;
  readonly groupId: ConversationId;
  readonly bucket: Pick<R2Bucket, "list" | "delete">;
  state(): GroupState;
  now(): number;
}

/** A group that is dissolved shows none. */
const shownBy = ({ info, dissolved }: GroupCore): string => (dissolved ? "" : info.avatar);

export class GroupAvatar {
  readonly #host: GroupAvatarHost;
  readonly #tasks: DueTasks<AvatarTask>;

  constructor(host: GroupAvatarHost) {
    this.#host = host;
    this.#tasks = new DueTasks<AvatarTask>(host.sql, { "sweep-avatars": (_key, dueNow) => this.#sweep(dueNow) });
  }

  /** Of the object's alarm. */
  get work(): KindOfWork {
    return this.#tasks;
  }

  /** Before a picture is written. @returns as the change itself would be refused */
  begin(userId: UserId, alarm: { arm(): void }): { readonly ok: true } | Refused {
    const now = this.#host.now();
    const refusal = judgeInfo(new GroupDraft(this.#host.state()), userId, now);
    if (refusal !== null) return { refusal };
    noteSweep(this.#tasks, now);
    alarm.arm();
    return { ok: true };
  }

  /** Within the transaction of the change. */
  save({ core }: Pick<GroupPatch, "core">): void {
    const before = shownBy(this.#host.state().core);
    if (core !== null && isPictureAvatar(before) && shownBy(core) !== before) noteSweep(this.#tasks, this.#host.now());
  }

  async #sweep(now: number): Promise<void> {
    const { bucket, groupId: ownerId } = this.#host;
    const swept = { bucket, ownerId, shown: shownBy(this.#host.state().core), before: now - unsettledMs };
    if (await sweepAvatars(swept)) noteSweep(this.#tasks, now);
  }
}
