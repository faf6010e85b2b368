// A conversation's files of one group, page by page, the newest first. What is recalled meanwhile is gone from them.
import type { ConversationId, FileGroup, SentFilesResult } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { isGone } from "../changes/is-gone.ts";
import { useChat } from "../model/chat-context.ts";
import { useTask } from "../ui/use-task.ts";

export type ListedFile = SentFilesResult["items"][number];

export interface FilesOfGroup {
  /** Null: not known yet. */
  readonly items: readonly ListedFile[] | null;
  readonly error: unknown;
  readonly busy: boolean;
  /** Null: there are no more. */
  readonly more: (() => void) | null;
  readonly retry: () => void;
}

interface Got {
  readonly items: readonly ListedFile[];
  readonly next: string | null;
}

export function useFiles(id: ConversationId, of: FileGroup): FilesOfGroup {
  const { client } = useChat();
  const [got, setGot] = useState<Got | null>(null);
  const load = useTask(async (cursor: string | null) => {
    const page = await client.files.list(id, { of, ...(cursor !== null && { cursor }) });
    setGot((had) => ({ items: [...(cursor === null ? [] : (had?.items ?? [])), ...page.items], next: page.next }));
  });
  useEffect(() => void load.run(null), []);
  useEffect(
    () =>
      client.on("message-state", ({ conversationId, seqs }) => {
        if (conversationId !== id) return;
        const look = async (seq: number): Promise<void> => {
          const found = await client.message(id, seq).catch(() => undefined);
          const isOver =
            found === null || (found !== undefined && isGone({ content: found.event.content, state: found.state }));
          if (isOver) setGot((had) => had && { ...had, items: had.items.filter((item) => item.seq !== seq) });
        };
        for (const seq of seqs) void look(seq);
      }),
    [],
  );
  const next = got?.next ?? null;
  return {
    items: got?.items ?? null,
    error: load.error,
    busy: load.busy,
    more: next === null ? null : () => void load.run(next),
    retry: () => void load.run(next),
  };
}
