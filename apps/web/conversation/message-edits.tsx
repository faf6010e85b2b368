// What an edited message said before, in its details: each text with its time, the newest first.
import type { ConversationEntry, EditsResult } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { exactTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { editsWords as t } from "./edits-words.ts";
import "./message-edits.css";

interface MessageEditsProps {
  readonly entry: ConversationEntry;
  readonly seq: number;
  /** Of the newest edit: the list is fetched again with each. */
  readonly editedAtMs: number;
}

type Loaded = { readonly items: EditsResult["items"] } | { readonly error: unknown } | null;

export function MessageEdits({ entry, seq, editedAtMs }: MessageEditsProps) {
  const { client } = useChat();
  const [loaded, setLoaded] = useState<Loaded>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    const load = async (): Promise<void> => {
      const { items } = await client.edits(entry.id, seq, { signal: leaving.signal });
      setLoaded({ items });
    };
    load().catch((error: unknown) => {
      if (!leaving.signal.aborted) setLoaded({ error });
    });
    return () => leaving.abort();
  }, [client, entry.id, seq, editedAtMs, attempt]);
  return (
    <section class="message-edits">
      <Heading class="pane-title">{t("edits")}</Heading>
      {loaded === null ? (
        <Skeleton rows={2} kind="line" />
      ) : "error" in loaded ? (
        <>
          <ErrorNotice error={loaded.error} />
          <Button onClick={() => setAttempt(attempt + 1)}>{commonWords("retry")}</Button>
        </>
      ) : (
        <ol>
          {loaded.items.toReversed().map((item, index) => (
            <li key={item.seq}>
              <span class="message-edits-time">
                {index === loaded.items.length - 1
                  ? t("first", { time: exactTime(item.createdAt) })
                  : exactTime(item.createdAt)}
              </span>
              <span class="message-edits-text" dir="auto">
                {kindOf(item.content).preview(item.content)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
