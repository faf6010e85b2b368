// Sends a message over HTTP once. If no answer comes, only the log shows whether it was committed.
import * as v from "valibot";
import type { ClientMsgId, ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import { messageAckBody } from "../../../schema/protocol/message.ts";
import { problemShape } from "../../../schema/protocol/problem.ts";
import { recordedFetch } from "../network/recorded-fetch.ts";
import type { Recorder } from "../history/recorder.ts";
import type { SayOptions } from "./device.ts";
import { saidContent } from "./said-content.ts";

const patienceMs = 5_000;

export interface HttpMessage {
  readonly conversationId: ConversationId;
  readonly clientMsgId: ClientMsgId;
  readonly text: string;
  readonly options: SayOptions;
}

export interface HttpSender {
  readonly url: string;
  readonly user: UserId;
  readonly accessToken: string;
  readonly recorder: Recorder;
}

/** Never rejects: network failures are expected. */
export async function sendOverHttp(
  { url, user, accessToken, recorder }: HttpSender,
  { conversationId, clientMsgId, text, options: { poll, ...options } }: HttpMessage,
): Promise<void> {
  const { thread, silent } = options;
  recorder.note({ kind: "send", socket: null, user, conversationId, clientMsgId, text, thread, silent });
  try {
    const response = await recordedFetch(recorder)(`${url}/api/conversations/${conversationId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ clientMsgId, content: saidContent(text, poll), ...options }),
      signal: AbortSignal.timeout(patienceMs),
    });
    const answer: unknown = JSON.parse(await response.text());
    if (response.status < 400) {
      const { seq } = v.parse(messageAckBody, answer);
      recorder.note({ kind: "ack", user, conversationId, clientMsgId, seq });
    } else {
      const { code } = v.parse(problemShape, answer);
      recorder.note({ kind: "refused", user, conversationId, clientMsgId, code });
    }
  } catch {
    // The network failed or the server was killed.
  }
}
