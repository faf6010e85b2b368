// Scheduling what has files: their objects are asked first, one request after the other, so that a repeat finds what the request
// before it has stored. What has none is scheduled as it always was.
import type { ReceivedContent } from "../../../schema/protocol/content/content.ts";
import type {
  ChangeScheduledBody,
  ScheduledMessage,
  ScheduleMessageBody,
} from "../../../schema/protocol/http-scheduled.ts";
import type { ClientMsgId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import { asksOf } from "../sending/hold-files.ts";
import type { KeptFiles, ScheduledFiles } from "./scheduled-files.ts";
import type { ScheduledHost, ScheduledMessages } from "./scheduled-messages.ts";

export interface ScheduleWithFilesHost {
  readonly scheduled: Pick<ScheduledMessages, "schedule" | "answerOf" | "change" | "refusalOfChange">;
  readonly files: Pick<ScheduledFiles, "keep">;
  readonly pay: ScheduledHost["pay"];
}

type Answer = ScheduledMessage | Refused;

/** Of a file's object: it keeps the file, is told for how long, and that it is let go of. */
const callsPerFile = 3;

export class ScheduleWithFiles {
  readonly #host: ScheduleWithFilesHost;
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: ScheduleWithFilesHost) {
    this.#host = host;
  }

  /** @returns also what a message is refused with because of its files; else as `ScheduledMessages.schedule` */
  schedule(request: ScheduleMessageBody): Answer | Promise<Answer> {
    const { scheduled } = this.#host;
    return this.#withFiles(
      request.content,
      () => scheduled.answerOf(request),
      (files) => scheduled.schedule(request, files),
    );
  }

  /** The same. What leaves the content as it is leaves its files as they are. */
  change(id: ClientMsgId, change: ChangeScheduledBody): Answer | Promise<Answer> {
    const { scheduled } = this.#host;
    return this.#withFiles(
      change.content,
      () => scheduled.refusalOfChange(id, change),
      (files) => scheduled.change(id, change, files),
    );
  }

  #withFiles(
    content: ReceivedContent | undefined,
    judge: () => Answer | null,
    act: (files?: KeptFiles) => Answer,
  ): Answer | Promise<Answer> {
    const { asks = [] } = content === undefined ? {} : asksOf(content);
    if (asks.length === 0) return act();
    return this.#inTurn(async () => {
      const answer = judge();
      if (answer !== null) return answer;
      const refusal = this.#host.pay({ calls: callsPerFile * asks.length });
      if (refusal !== null) return { refusal };
      try {
        const kept = await this.#host.files.keep(asks);
        return "refusal" in kept ? kept : act(kept);
      } catch (cause) {
        logErrorSeldom("files of a scheduled message not kept", cause);
        return refused("UNAVAILABLE", 1_000);
      }
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => {});
    return done;
  }
}
