// Files of the storm: uploaded over the faulty network while the server is killed, and sent in messages. Others forward them
// and take them back as they do with all messages.
import type { ClientMsgId, ConversationId } from "../../../schema/protocol/ids.ts";
import type { Content } from "../../../schema/protocol/content/content.ts";
import type { FileFacts } from "../../../schema/protocol/files.ts";
import { messageAckBody } from "../../../schema/protocol/message.ts";
import { problemShape } from "../../../schema/protocol/problem.ts";
import { UuidV7Source } from "../../../sdk/client/uuid-v7.ts";
import * as v from "valibot";
import { textOf } from "../history/record.ts";
import type { Person } from "../world.ts";
import { isExpected, somebody, type StepParts } from "./step.ts";

const attempts = 4;
const uploadMs = 8_000;

export class Files {
  readonly #parts: StepParts;
  readonly #ids: UuidV7Source;
  #sent = 0;

  constructor(parts: StepParts) {
    this.#parts = parts;
    this.#ids = new UuidV7Source(() => parts.random.next());
  }

  /** Never rejects: refusals are expected. */
  async step(): Promise<void> {
    const sender = somebody(this.#parts);
    if (sender === null) return;
    const { person, conversationId } = sender;
    const text = `file ${this.#sent++} of ${person.username}`;
    const facts = await this.#upload(person, text);
    if (facts === null) return;
    const { userId: user } = person;
    this.#parts.recorder.note({ kind: "file", user, fileId: facts.fileId, text });
    // Sometimes it is sent twice, or never.
    for (let times = this.#parts.random.pick([1, 1, 1, 1, 1, 1, 1, 2, 2, 0]); times > 0; times--)
      await this.#send(person, conversationId, facts);
  }

  async #upload({ client }: Person, text: string): Promise<FileFacts | null> {
    const signal = AbortSignal.timeout(uploadMs);
    try {
      return await client.files.upload(new Blob([text]), { name: `${text}.txt`, signal }).done;
    } catch (error) {
      if (!signal.aborted && !isExpected(error)) throw error;
      return null;
    }
  }

  async #send(
    { userId: user, call }: Person,
    conversationId: ConversationId,
    { fileId, size, mimeType, name }: FileFacts,
  ): Promise<void> {
    const clientMsgId: ClientMsgId = this.#ids.next(Date.now());
    const content: Content = { type: "file", fileId, size, mimeType, name };
    const { recorder } = this.#parts;
    for (let left = attempts; left > 0; left--) {
      recorder.note({ kind: "send", socket: null, user, conversationId, clientMsgId, text: textOf(content) });
      try {
        const path = `/api/conversations/${conversationId}/messages`;
        const { status, body } = await call({ method: "POST", path, body: { clientMsgId, content } });
        if (status < 400) {
          recorder.note({ kind: "ack", user, conversationId, clientMsgId, seq: v.parse(messageAckBody, body).seq });
          return;
        }
        if (status >= 500 || status === 429 || status === 401) continue;
        const { code } = v.parse(problemShape, body);
        recorder.note({ kind: "refused", user, conversationId, clientMsgId, code });
        return;
      } catch {
        // The network failed or the server was killed: the same message again.
      }
    }
  }
}
