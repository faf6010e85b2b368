// How far a message's file is on its way, with what stops it: pause, go on, and do not send.
import type { OutgoingMessage } from "@klatch/sdk";
import { useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { formatNumber } from "../i18n/format.ts";
import { useChat } from "../model/chat-context.ts";
import { Icon } from "../ui/icon.tsx";
import { IconButton } from "../ui/button.tsx";
import { mediaWords as t } from "./media-words.ts";

interface UploadRingProps {
  /** Null: the message is there. */
  readonly outgoing: OutgoingMessage | null;
}

const radius = 17;
const round = 2 * Math.PI * radius;
/** Something of it is seen before the first byte has arrived. */
const leastPart = 0.03;

/** Nothing, once the server has the file or has refused it. */
export const UploadRing = ({ outgoing }: UploadRingProps) =>
  outgoing === null ? null : <Ring key={outgoing.clientMsgId} outgoing={outgoing} />;

function Ring({ outgoing }: { readonly outgoing: OutgoingMessage }) {
  const { client } = useChat();
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  const ring = useRef<HTMLSpanElement>(null);
  const { file, clientMsgId, state } = outgoing;
  useEffect(
    () =>
      client.on("outbox", (message) => {
        if (message.clientMsgId === clientMsgId) redraw(null);
      }),
    [client, clientMsgId],
  );
  const progress = file?.progress;
  const isUnderWay = progress !== undefined && progress.state !== "done" && state !== "failed" && state !== "discarded";
  useLayoutEffect(() => {
    const row = ring.current?.closest<HTMLElement>("article");
    const element = ring.current;
    return () => {
      // What had the focus is gone: the message has it.
      if (element?.contains(document.activeElement) === true) row?.focus({ preventScroll: true });
    };
  }, [isUnderWay]);
  if (file === null || progress === undefined || !isUnderWay) return null;
  const part = progress.total === 0 ? 0 : progress.sent / progress.total;
  const isPaused = progress.state === "paused";
  return (
    <span ref={ring} class="upload">
      <button
        type="button"
        class="upload-ring"
        aria-label={t(isPaused ? "goOn" : "pauseUpload", { name: file.name })}
        onClick={() => (isPaused ? file.resume() : file.pause())}
      >
        <svg width="40" height="40" viewBox="0 0 40 40" aria-hidden="true">
          <circle class="upload-all" cx="20" cy="20" r={radius} />
          <circle
            class="upload-part"
            cx="20"
            cy="20"
            r={radius}
            stroke-dasharray={`${Math.max(leastPart, part) * round} ${round}`}
          />
        </svg>
        <Icon name={isPaused ? "play" : "pause"} size={16} />
      </button>
      <span
        class="visually-hidden"
        role="progressbar"
        aria-label={t("uploading", { name: file.name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(part * 100)}
        aria-valuetext={`${formatNumber(Math.floor(part * 100))} %`}
      />
      <IconButton icon="close" label={t("cancelUpload", { name: file.name })} onClick={() => void outgoing.discard()} />
    </span>
  );
}
