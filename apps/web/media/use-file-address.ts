// The address of a file for an element of the page, asked for again when it has ended or the file was not ready.
import { KlatchError, type PreviewSize } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { nextStep, type FileFault } from "./file-address.ts";
import type { MediaPlace } from "./file-place.ts";
import { whyNot, type Refusal } from "./why-not.ts";

export interface FileAddress {
  /** Null: not known yet, or there is none. */
  readonly url: string | null;
  /** Null: nothing is wrong. */
  readonly fault: FileFault | null;
  /** Another number for each try: an element with this as its key begins anew. */
  readonly attempt: number;
  /** To be called when the element could not load the address. */
  readonly onFail: () => void;
  readonly retry: () => void;
}

/** @param place null: it is not wanted yet @param size left out: the file itself */
export function useFileAddress(place: MediaPlace | null, size?: PreviewSize): FileAddress {
  const { client, connection } = useChat();
  const [attempt, setAttempt] = useState(0);
  const [found, setFound] = useState<{ readonly of: string; readonly url: string } | null>(null);
  const [fault, setFault] = useState<FileFault | null>(null);
  const tries = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const key = place === null ? "" : [place.conversationId, place.seq, place.fileId, size ?? ""].join(" ");

  const goOn = (refusal: Refusal | null): void => {
    tries.current += 1;
    const next = nextStep(refusal, tries.current);
    setFault(next.fault);
    if (next.kind === "again") timer.current = setTimeout(() => setAttempt((count) => count + 1), next.afterMs);
  };

  useEffect(() => {
    tries.current = 0;
    setFault(null);
    return () => clearTimeout(timer.current);
  }, [key]);
  useEffect(() => {
    if (place === null) return;
    let isOver = false;
    const ask = async ({ conversationId, seq, fileId }: MediaPlace): Promise<void> => {
      try {
        const asked = { seq, fileId, ...(size !== undefined && { size }) };
        const url = await client.files.address(conversationId, asked);
        if (!isOver) setFound({ of: key, url });
      } catch (error) {
        const { code, retryAfterMs = 0 } = error instanceof KlatchError ? error : { code: "UNAVAILABLE" };
        if (!isOver) goOn({ code, retryAfterMs });
      }
    };
    void ask(place);
    return () => {
      isOver = true;
    };
  }, [key, attempt]);

  const retry = (): void => {
    tries.current = 0;
    setFault(null);
    setAttempt((count) => count + 1);
  };
  const isLive = connection.value.state === "live";
  useEffect(() => {
    if (isLive && fault === "unreachable") retry();
  }, [isLive]);

  const url = found?.of === key ? found.url : null;
  return {
    url: fault === "gone" || fault === "broken" ? null : url,
    fault,
    attempt,
    onFail: () => {
      if (url !== null) void whyNot(url).then(goOn);
    },
    retry,
  };
}
