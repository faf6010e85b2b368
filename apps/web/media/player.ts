// What plays sounds: one at a time, on wherever the person goes in the page.
import { KlatchError, type KlatchClient } from "@klatch/sdk";
import { signal, type ReadonlySignal } from "@preact/signals";
import { playingBar } from "../banner/playing-banner.ts";
import { isGone } from "../changes/is-gone.ts";
import { errorText } from "../text/error-text.ts";
import { errorWords } from "../text/error-words.ts";
import { say } from "../ui/toasts.tsx";
import { nextStep } from "./file-address.ts";
import type { MediaPlace } from "./file-place.ts";
import { mediaWords as t } from "./media-words.ts";
import { whyNot } from "./why-not.ts";

export interface Track {
  readonly place: MediaPlace;
  /** The sound on this device. */
  readonly localUrl: string | undefined;
  readonly title: string;
  readonly durationMs: number;
  readonly isVoice: boolean;
  readonly client: KlatchClient;
  /** Leads to its message. */
  readonly show: () => void;
  /** It is heard. */
  readonly onHeard?: (() => void) | undefined;
}

export interface Playing {
  readonly track: Track;
  readonly state: "loading" | "playing" | "paused";
  readonly atMs: number;
  readonly rate: number;
}

const rates = [1, 1.5, 2] as const;
const current = signal<Playing | null>(null);
/** Of voice messages: what one person says quickly another says slowly, but it stays for the next one. */
let voiceRate = 1;
let element: HTMLAudioElement | null = null;
let tries = 0;

export const playing: ReadonlySignal<Playing | null> = current;
export const isSame = (a: MediaPlace, b: MediaPlace): boolean => a.seq === b.seq && a.fileId === b.fileId;

const set = (change: Partial<Playing>): void => {
  if (current.value !== null) current.value = { ...current.value, ...change };
  showBar();
};

function audio(): HTMLAudioElement {
  if (element !== null) return element;
  const made = new Audio();
  made.preload = "auto";
  made.addEventListener("timeupdate", () => {
    if (made.src !== "") set({ atMs: made.currentTime * 1_000 });
  });
  made.addEventListener("playing", () => {
    tries = 0;
    set({ state: "playing" });
    current.value?.track.onHeard?.();
  });
  made.addEventListener("pause", () => set({ state: "paused" }));
  made.addEventListener("ended", stop);
  made.addEventListener("error", () => void failed());
  element = made;
  return made;
}

/** What is taken back is heard no more. */
const watched = new WeakSet<KlatchClient>();
function watch(client: KlatchClient): void {
  if (watched.has(client)) return;
  watched.add(client);
  client.on("message-state", ({ conversationId, seqs }) => {
    const place = current.value?.track.place;
    if (place === undefined || place.conversationId !== conversationId || !seqs.includes(place.seq)) return;
    const look = async (): Promise<void> => {
      const found = await client.message(conversationId, place.seq);
      const isOver = found === null || isGone({ content: found.event.content, state: found.state });
      if (isOver && current.value?.track.place === place) stop();
    };
    // Whoever cannot be reached says nothing about it.
    look().catch(() => {});
  });
  client.on("signed-out", stop);
}

/** Plays it from a place, or goes on where it was. */
export function play(track: Track, fromMs?: number): void {
  const now = current.value;
  if (now !== null && isSame(now.track.place, track.place)) {
    if (fromMs !== undefined) seek(fromMs);
    void audio()
      .play()
      .catch(() => {});
    return;
  }
  tries = 0;
  watch(track.client);
  current.value = { track, state: "loading", atMs: fromMs ?? 0, rate: track.isVoice ? voiceRate : 1 };
  showBar();
  void load();
}

async function load(): Promise<void> {
  const began = current.value;
  if (began === null) return;
  const { track } = began;
  try {
    const { conversationId, seq, fileId } = track.place;
    const url = track.localUrl ?? (await track.client.files.address(conversationId, { seq, fileId }));
    if (current.value?.track !== track) return;
    const sound = audio();
    sound.src = url;
    sound.playbackRate = began.rate;
    sound.currentTime = (current.value?.atMs ?? 0) / 1_000;
    await sound.play();
  } catch (error) {
    if (current.value?.track !== track || !(error instanceof KlatchError)) return;
    stop();
    say(errorText(error), true);
  }
}

/** The element says that it failed, not why: its address has ended, or the file is gone. */
async function failed(): Promise<void> {
  const now = current.value;
  const src = element?.currentSrc ?? "";
  if (now === null || src === "") return;
  tries += 1;
  const next = nextStep(now.track.localUrl === undefined ? await whyNot(src) : null, tries);
  if (current.value?.track !== now.track) return;
  if (next.kind === "again") setTimeout(() => void load(), next.afterMs);
  else {
    stop();
    say(next.fault === "unreachable" ? errorWords("unreachable") : t(next.fault === "gone" ? "gone" : "broken"), true);
  }
}

export const pausePlayer = (): void => element?.pause();

export function toggle(track: Track): void {
  const now = current.value;
  if (now !== null && isSame(now.track.place, track.place) && now.state !== "paused") pausePlayer();
  else play(track);
}

/** Does nothing unless something plays. */
export function seek(toMs: number): void {
  const now = current.value;
  if (now === null) return;
  set({ atMs: toMs });
  if (element !== null && element.readyState > 0) element.currentTime = toMs / 1_000;
}

export function nextRate(track: Track): void {
  const now = current.value;
  const isNow = now !== null && isSame(now.track.place, track.place);
  const rate = rateOf(track);
  const next = rates[(rates.findIndex((one) => one === rate) + 1) % rates.length] ?? 1;
  if (track.isVoice) voiceRate = next;
  if (isNow) {
    set({ rate: next });
    if (element !== null) element.playbackRate = next;
  }
}

const rateOf = (track: Track): number => {
  const now = current.value;
  return now !== null && isSame(now.track.place, track.place) ? now.rate : track.isVoice ? voiceRate : 1;
};

function stop(): void {
  current.value = null;
  if (element !== null) {
    element.pause();
    element.removeAttribute("src");
    element.load();
  }
  showBar();
}

/** The bar says the same for as long as only its place in the sound changes. */
function showBar(): void {
  const now = current.value;
  const shown = playingBar.peek();
  if (now === null) {
    playingBar.value = null;
    return;
  }
  const { track } = now;
  const isPaused = now.state === "paused";
  const label = t("nowPlaying", { text: track.title });
  const action = t(isPaused ? "play" : "pause");
  if (shown !== null && shown.label === label && shown.actions?.[0]?.label === action) return;
  playingBar.value = {
    label,
    icon: "mic",
    text: track.title,
    open: track.show,
    actions: [{ label: action, icon: isPaused ? "play" : "pause", run: () => toggle(track) }],
    dismiss: { label: t("stop"), run: stop },
  };
}
