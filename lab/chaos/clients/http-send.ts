// Sends a message over HTTP once. If no answer comes, only the log shows whether it was committed.
import * as v from "valibot";
import type { ClientMsgId, ConversationId } from "../../../schema/protocol/ids.ts";
import { messageAckBody } from "../../../schema/protocol/message.ts";
import { problemShape } from "../../../schema/protocol/problem.ts";
import { recordedFetch } from "../network/recorded-fetch.ts";
import type { DeviceParts } from "./sdk-device.ts";

const patienceMs = 5_000;

export interface HttpMessage {
  readonly conversationId: ConversationId;
  readonly clientMsgId: ClientMsgId;
  readonly text: string;
}

/** Never rejects: network failures are expected. */
export async function sendOverHttp(
  { url, session, recorder }: Pick<DeviceParts, "url" | "session" | "recorder">,
  { conversationId, clientMsgId, text }: HttpMessage,
): Promise<void> {
  const user = session.user.id;
  recorder.note({ kind: "send", socket: null, user, conversationId, clientMsgId, text });
  try {
    const response = await recordedFetch(recorder)(`${url}/api/conversations/${conversationId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${session.accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ clientMsgId, content: { type: "text", text } }),
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
