// Records a voice message in the composer's place. Held by a finger it is sent when that is lifted; else it is listened to
// first, or sent by its button.
import type { MessageId } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { durationText } from "../media/duration-text.ts";
import { keepLocalFile } from "../media/local-files.ts";
import { pausePlayer } from "../media/player.ts";
import { barsOf } from "../media/waveform.ts";
import { Waveform } from "../media/waveform.tsx";
import { useChat } from "../model/chat-context.ts";
import { openMicrophone } from "../platform/microphone.ts";
import { inPlace, type WritingPlace } from "../tray/writing-place.ts";
import { IconButton } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { say } from "../ui/toasts.tsx";
import { longestMs, Recording, shortestMs, type Recorded } from "./recording.ts";
import { voiceWords as t } from "./voice-words.ts";
import "../media/media-body.css";
import "./recorder.css";

/** Where a finger began to hold the button. */
export interface Held {
  readonly pointerId: number;
  readonly x: number;
  readonly y: number;
}

interface RecorderProps {
  readonly place: WritingPlace;
  readonly replyTo: MessageId | null;
  /** Null: it was pressed, not held. */
  readonly held: Held | null;
  /** @param isSent false: it was discarded */
  readonly onEnd: (isSent: boolean) => void;
}

/** A shorter touch is a press: the recording goes on without the finger. */
const heldMs = 350;
const cancelPx = 80;
const lockPx = 64;
const minuteMs = 60_000;
/** As many as the bar has room for. */
const shownLevels = 48;

export function Recorder({ place, replyTo, held, onEnd }: RecorderProps) {
  const chat = useChat();
  const [recording, setRecording] = useState<Recording | null>(null);
  const [recorded, setRecorded] = useState<Recorded | null>(null);
  const [isHeld, setHeld] = useState(held !== null);
  const [slidPx, setSlidPx] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  /** What it is by now, for what listens from the start. */
  const now = useRef({ recording, isOver: false });
  now.current.recording = recording;

  const end = (isSent: boolean): void => {
    if (now.current.isOver) return;
    now.current.isOver = true;
    now.current.recording?.cancel();
    onEnd(isSent);
  };
  const send = (made: Recorded | null): void => {
    if (made === null || made.durationMs < shortestMs) {
      say(t("tooShort"));
      return end(false);
    }
    const { file, durationMs, waveform } = made;
    const said = { words: { durationMs, waveform }, ...(replyTo !== null && { replyTo }), ...inPlace(place) };
    const message = chat.client.sendFile(place.id, file, { as: "voice", ...said });
    keepLocalFile(place.id, `${chat.me} ${message.clientMsgId}`, file);
    end(true);
  };
  const stop = async (then: (made: Recorded | null) => void): Promise<void> => {
    const made = (await now.current.recording?.stop()) ?? null;
    if (!now.current.isOver) then(made);
  };
  const listen = (): Promise<void> =>
    stop((made) => (made === null || made.durationMs < shortestMs ? send(made) : setRecorded(made)));

  useEffect(() => {
    const begin = async (): Promise<void> => {
      pausePlayer();
      const stream = await openMicrophone();
      if (typeof stream === "string") {
        if (!now.current.isOver) say(t(stream), true);
        return end(false);
      }
      const made = new Recording(stream, () => {
        say(t("full", { count: longestMs / minuteMs }));
        void listen();
      });
      if (now.current.isOver) made.cancel();
      else setRecording(made);
    };
    void begin();
    return () => {
      now.current.isOver = true;
      now.current.recording?.cancel();
    };
  }, []);

  useEffect(() => {
    bar.current?.focus();
  }, [recorded === null]);

  useEffect(() => {
    if (held === null || !isHeld) return;
    const beganMs = performance.now();
    const toEnd = getComputedStyle(document.documentElement).direction === "rtl" ? 1 : -1;
    const onMove = ({ pointerId, clientX, clientY }: PointerEvent): void => {
      if (pointerId !== held.pointerId) return;
      const slid = Math.max(0, (clientX - held.x) * toEnd);
      setSlidPx(slid);
      if (slid > cancelPx) end(false);
      else if (held.y - clientY > lockPx) setHeld(false);
    };
    const onUp = ({ pointerId }: PointerEvent): void => {
      if (pointerId !== held.pointerId) return;
      const isPress = performance.now() - beganMs < heldMs || now.current.recording === null;
      if (isPress) setHeld(false);
      else void stop(send);
    };
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onUp);
    addEventListener("pointercancel", onUp);
    return () => {
      removeEventListener("pointermove", onMove);
      removeEventListener("pointerup", onUp);
      removeEventListener("pointercancel", onUp);
    };
  }, [isHeld]);

  return (
    <div
      ref={bar}
      class="recorder"
      role="group"
      aria-label={t("bar")}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        end(false);
      }}
    >
      <IconButton icon="trash" label={t("discard")} onClick={() => end(false)} />
      {recorded !== null ? (
        <Listen recorded={recorded} />
      ) : recording === null ? (
        <span class="recorder-words" role="status">
          {t("starting")}
        </span>
      ) : (
        <Level recording={recording} isHeld={isHeld} slidPx={slidPx} />
      )}
      {recorded === null && recording !== null && !isHeld && (
        <IconButton icon="pause" label={t("stop")} onClick={() => void listen()} />
      )}
      <IconButton
        icon="send"
        kind="filled"
        label={commonWords("send")}
        disabled={recording === null}
        onClick={() => (recorded === null ? void stop(send) : send(recorded))}
      />
    </div>
  );
}

interface LevelProps {
  readonly recording: Recording;
  readonly isHeld: boolean;
  readonly slidPx: number;
}

function Level({ recording, isHeld, slidPx }: LevelProps) {
  const elapsed = durationText(recording.elapsedMs.value);
  const levels = recording.levels.value.slice(-shownLevels).map((level) => level * 31);
  const bars = [...Array.from({ length: shownLevels - levels.length }, () => 0), ...levels];
  return (
    <>
      <span class="recorder-dot" aria-hidden="true" />
      <span class="recorder-time" role="timer" aria-label={t("elapsed", { time: elapsed })}>
        {elapsed}
      </span>
      {isHeld ? (
        <span class="recorder-words" style={{ opacity: 1 - slidPx / cancelPx }}>
          {t("slide")}
        </span>
      ) : (
        <Waveform bars={bars} part={1} />
      )}
      <span class="visually-hidden" role="status">
        {t("recording")}
      </span>
    </>
  );
}

function Listen({ recorded }: { readonly recorded: Recorded }) {
  const { file, durationMs, waveform } = recorded;
  const sound = useRef<HTMLAudioElement>(null);
  const [url, setUrl] = useState("");
  const [at, setAt] = useState({ plays: false, ms: 0 });
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <>
      <IconButton
        icon={at.plays ? "pause" : "play"}
        label={t(at.plays ? "pause" : "play")}
        onClick={() => {
          if (at.plays) sound.current?.pause();
          else void sound.current?.play().catch(() => {});
        }}
      />
      {url !== "" && (
        <audio
          ref={sound}
          src={url}
          onPlay={() => setAt((was) => ({ ...was, plays: true }))}
          onPause={() => setAt((was) => ({ ...was, plays: false }))}
          onTimeUpdate={({ currentTarget: { currentTime } }) => setAt((was) => ({ ...was, ms: currentTime * 1_000 }))}
          onEnded={() => setAt({ plays: false, ms: 0 })}
        />
      )}
      <Waveform bars={barsOf(waveform)} part={Math.min(1, at.ms / durationMs)} />
      <span class="recorder-time">{durationText(at.plays ? at.ms : durationMs)}</span>
    </>
  );
}
