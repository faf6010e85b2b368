// A recording of the microphone: how long it is, how loud it is now, and in the end its bytes.
import { signal, type ReadonlySignal } from "@preact/signals";
import { recordedType } from "../platform/microphone.ts";
import { heightsOf, levelOf } from "./heights.ts";

export const longestMs = 600_000;
const everyMs = 60;
/** A slip of the finger. */
export const shortestMs = 500;

export interface Recorded {
  readonly file: File;
  readonly durationMs: number;
  readonly waveform: readonly number[];
}

export class Recording {
  readonly #recorder: MediaRecorder;
  readonly #stream: MediaStream;
  readonly #sound: AudioContext;
  readonly #chunks: Blob[] = [];
  readonly #levels = signal<readonly number[]>([]);
  readonly #elapsedMs = signal(0);
  readonly #beganMs = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #ended: Promise<void>;

  /** Begins at once. @param onFull called when it is as long as a message may be */
  constructor(stream: MediaStream, onFull: () => void) {
    this.#stream = stream;
    const mimeType = recordedType();
    this.#recorder = new MediaRecorder(stream, mimeType === "" ? {} : { mimeType, audioBitsPerSecond: 32_000 });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#chunks.push(data));
    this.#ended = new Promise((resolve) => this.#recorder.addEventListener("stop", () => resolve(), { once: true }));
    this.#sound = new AudioContext();
    const analyser = this.#sound.createAnalyser();
    analyser.fftSize = 1_024;
    this.#sound.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.#levels.value = [...this.#levels.peek(), levelOf(samples)];
      this.#elapsedMs.value = Math.min(longestMs, performance.now() - this.#beganMs);
      if (this.#elapsedMs.peek() >= longestMs) onFull();
    }, everyMs);
    this.#recorder.start();
  }

  get levels(): ReadonlySignal<readonly number[]> {
    return this.#levels;
  }
  get elapsedMs(): ReadonlySignal<number> {
    return this.#elapsedMs;
  }

  /** Ends it, and lets go of the microphone. @returns null: there is nothing in it */
  async stop(): Promise<Recorded | null> {
    const durationMs = Math.round(Math.min(longestMs, performance.now() - this.#beganMs));
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    await this.#ended;
    this.#letGo();
    const type = this.#recorder.mimeType;
    const extension = type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm";
    const file = new File(this.#chunks, `voice.${extension}`, { type });
    const levels = this.#levels.peek();
    return file.size === 0 ? null : { file, durationMs, waveform: heightsOf(levels) };
  }

  cancel(): void {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#letGo();
  }

  #letGo(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#sound.state !== "closed") void this.#sound.close();
  }
}
