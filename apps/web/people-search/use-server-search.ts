// Asks the server for people by what is typed. Whom it finds is known from then on, and found here like everybody who is.
import { KlatchError } from "@klatch/sdk";
import { useEffect, useRef } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";

/** Who types on is not asked about yet. */
const pauseMs = 300;
const maxFound = 10;
const maxChars = 64;

/** Nobody waits for it, and nothing is said when it fails: what is known here is found all the same. */
export function useServerSearch(query: string): void {
  const { client } = useChat();
  const asked = useRef(new Set<string>());
  const isOver = useRef(false);
  useEffect(() => {
    const text = query.trim();
    if (text === "" || text.length > maxChars || isOver.current || asked.current.has(text)) return;
    const left = new AbortController();
    const timer = setTimeout(() => {
      asked.current.add(text);
      client.searchUsers(text, { limit: maxFound, signal: left.signal }).catch((error: unknown) => {
        asked.current.delete(text);
        // An earlier server knows no search, and one that has had enough is left alone.
        if (error instanceof KlatchError && error.class !== "retryable") isOver.current = true;
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [query]);
}
