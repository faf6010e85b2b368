// The file of a message that this device has sent or is sending, from its own bytes; after a restart those that the store has.
import type { FileSource, KlatchClient, OutgoingMessage } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { useChat } from "../model/chat-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { keepLocalFile, localFileOf } from "./local-files.ts";

/** Of a film or an archive nothing is shown that would be worth its bytes in memory. */
const mostBytes = 33_554_432;

/** Undefined: this device does not have it. */
export function useLocalFile(message: ShownMessage | undefined): string | undefined {
  const { client } = useChat();
  const { entry } = useOpenConversation();
  const [, setLoaded] = useState(false);
  const known = message && localFileOf(entry.id, message.key);
  const outgoing = message?.outgoing ?? null;
  useEffect(() => {
    if (known !== undefined || outgoing === null || message === undefined) return;
    let isOver = false;
    const load = async (): Promise<void> => {
      const file = await storedFile(client, outgoing);
      if (file === null || isOver) return;
      keepLocalFile(entry.id, message.key, file);
      setLoaded(true);
    };
    // Without it the blurred picture stays.
    load().catch(() => {});
    return () => {
      isOver = true;
    };
  }, [known === undefined, outgoing]);
  return known;
}

async function storedFile(client: KlatchClient, { clientMsgId, file }: OutgoingMessage): Promise<Blob | null> {
  if (file === null || file.size > mostBytes) return null;
  const source = await client.files.outgoing(clientMsgId);
  return source && new Blob([await bytesOf(source)], { type: file.type });
}

/** Its own copy: bytes of a store may be in memory that a blob cannot take. */
const bytesOf = async (source: FileSource): Promise<Uint8Array<ArrayBuffer>> =>
  Uint8Array.from(await source.read(0, source.size));
