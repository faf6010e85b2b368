// The end of an account, by the session's alarm: one step after the other, each of which may be cut off and taken again. It
// goes on until all are done, however often the object loses its memory meanwhile (decision 82).
import { isGroupId, type ConversationId } from "../../../schema/protocol/ids.ts";
import type { Admitted, Delivery, DeliveryAnswer } from "../../../schema/rpc/user-session.ts";
import type { KindOfWork, Ring } from "../../runtime/due-work.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Leaving } from "./leaving.ts";

/** Any number of repeats and crashes within it lead to the same. */
export interface EndingStep {
  /** Stored: a later version may have other steps, and takes the first again if it does not know this one. */
  readonly name: string;
  /** @returns false: its time is up, and it goes on at the next ring. @throws Error: it is taken again later */
  run(ring: Ring): Promise<boolean>;
}

export interface EndingHost {
  readonly leaving: Leaving;
  readonly steps: readonly EndingStep[];
  /** Of the steps: takes the user out of conversations, also out of those that come later. */
  readonly conversations: EndingStep;
  readonly inbox: Pick<Inbox, "admit" | "idsAfter">;
  /** Erases the session's rows, together with `also`. */
  readonly erase: (also: () => void) => void;
  /** Code of the version before may have signed the user in after a rollback: then they have come back. */
  readonly isSignedIn: () => boolean;
  readonly transaction: (act: () => void) => void;
  readonly arm: () => void;
  /** Sends the added jobs. Nobody waits for it. */
  readonly startJobs: () => void;
}

export class Ending implements KindOfWork {
  readonly deadlineMs = 60_000;
  readonly #host: EndingHost;

  constructor(host: EndingHost) {
    this.#host = host;
  }

  dueAt(now: number): number | null {
    const { leaving, inbox } = this.#host;
    const { stored } = leaving;
    if (stored === null) return null;
    if (stored.state === "leaving") return stored.endsAt;
    // Somebody has put the user into a group, or opened a conversation with them, while they went.
    return stored.state === "ending" || inbox.idsAfter("", 1).length > 0 ? now : null;
  }

  async run(ring: Ring): Promise<void> {
    const { leaving, conversations } = this.#host;
    const { stored } = leaving;
    if (stored === null || (stored.state === "leaving" && ring.now < stored.endsAt)) return;
    if (stored.state === "gone") await conversations.run(ring);
    else if (stored.state === "leaving" && this.#host.isSignedIn()) this.#comeBack();
    else await this.#end(stored.step, ring);
  }

  /** Nobody is here any more to be told anything. */
  admit(conversationId: ConversationId): Admitted {
    if (!isGroupId(conversationId)) return { gone: true };
    this.#leaveLater(conversationId);
    return {};
  }

  take({ conversationId, prev, last }: Pick<Delivery, "conversationId" | "prev" | "last">): DeliveryAnswer {
    if (isGroupId(conversationId) && last !== true) this.#leaveLater(conversationId);
    return { state: "idle", have: prev };
  }

  #leaveLater(groupId: ConversationId): void {
    const { inbox, arm } = this.#host;
    inbox.admit(groupId);
    arm();
  }

  #comeBack(): void {
    const { leaving, transaction, startJobs } = this.#host;
    transaction(() => leaving.cancel());
    startJobs();
  }

  async #end(from: string, ring: Ring): Promise<void> {
    const { leaving, steps, startJobs } = this.#host;
    const begun = steps.findIndex(({ name }) => name === from);
    for (const step of steps.slice(Math.max(0, begun))) {
      leaving.begun(step.name);
      if (!(await step.run(ring)) || ring.signal.aborted) return;
    }
    this.#host.erase(() => leaving.ended());
    startJobs();
  }
}
