// A message over HTTP, once: what comes of it when nobody answers, the log will show.
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

/** Never rejects: a network that fails is what all this is about. */
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
    // Cut, stalled or killed on the way.
  }
}
