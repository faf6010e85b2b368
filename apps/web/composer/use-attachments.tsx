// What goes with a text, in the conversation's composer and in a thread's: files in the tray, and a voice message that is
// recorded in place of all else. What shows them is loaded when there is something to show.
import type { MessageId } from "@klatch/sdk";
import type { ComponentChildren, RefObject } from "preact";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { canRecord } from "../platform/can-record.ts";
import type { ScheduleTrayOptions, SendTrayOptions } from "../tray/send-tray.ts";
import type { WritingPlace } from "../tray/writing-place.ts";
import { sayNotLoaded } from "../ui/lazy-part.tsx";
import type { Held } from "../voice/recorder.tsx";
import { recorderPart, trayPart, useLaterPart } from "./later-parts.ts";

interface AttachmentsParts {
  readonly place: WritingPlace;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** Of a voice message. */
  readonly replyTo: MessageId | null;
  /** Something is edited: what is in the tray waits. */
  readonly isOff: boolean;
  /** A voice message was sent. */
  readonly onVoice: () => void;
}

export interface Attachments {
  readonly hasFiles: boolean;
  /** Whether all files can be sent now. */
  readonly isReady: boolean;
  /** Whether they can be sent later. */
  readonly mayWait: boolean;
  readonly add: (files: readonly File[], asFile?: boolean) => void;
  readonly send: (options: SendTrayOptions) => void;
  /** @throws KlatchError */
  readonly schedule: (atMs: number, options: ScheduleTrayOptions) => Promise<void>;
  readonly isRecording: boolean;
  /** Null: this browser cannot, or files are to be sent. */
  readonly record: ((held: Held | null) => void) | null;
  readonly tray: ComponentChildren;
  readonly recorder: ComponentChildren;
}

export function useAttachments({ place, box, replyTo, isOff, onVoice }: AttachmentsParts): Attachments {
  const chat = useChat();
  const Tray = trayPart.loaded.value;
  const tray = Tray?.trayOf(chat, place);
  const hasFiles = !isOff && tray !== undefined && tray.items.value.length > 0;
  const [voice, setVoice] = useState<{ readonly held: Held | null } | null>(null);
  const Recorder = useLaterPart(recorderPart, voice === null ? null : "voice");
  const toBox = (): void => box.current?.focus();
  return {
    hasFiles,
    isReady: tray !== undefined && Tray?.isSendable(tray) === true,
    mayWait: Tray?.keepsForLater(chat.client) === true,
    add: (files, asFile = false) => {
      if (files.length === 0) return;
      const add = (): void => trayPart.loaded.peek()?.addToTray(chat, place, files, asFile);
      trayPart.load().then(add, sayNotLoaded);
      toBox();
    },
    send: (options) => {
      if (tray !== undefined) Tray?.sendTray(chat, place, tray, options);
    },
    schedule: async (atMs, options) => {
      if (tray !== undefined) await Tray?.scheduleTray(chat, place, tray, atMs, options);
    },
    isRecording: voice !== null,
    record: hasFiles || !canRecord() ? null : (held) => setVoice({ held }),
    tray: hasFiles && Tray !== null && <Tray.TrayList place={place} onEmpty={toBox} />,
    recorder: voice !== null && Recorder !== null && (
      <Recorder
        place={place}
        replyTo={replyTo}
        held={voice.held}
        onEnd={(isSent) => {
          setVoice(null);
          if (isSent) onVoice();
          toBox();
        }}
      />
    ),
  };
}
