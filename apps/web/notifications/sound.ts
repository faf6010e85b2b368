// The sound of a new message: whether this person wants it on this device, and the sound itself, which is no file.
import type { KlatchClient } from "@klatch/sdk";
import { deviceStorage } from "../platform/storage.ts";
import { hasTabLocks } from "../platform/tab-locks.ts";

/** Who has turned it on here. */
const chosenKey = "klatch-sound";

/** Without locks each tab would sound for itself. */
export const hasSound = (): boolean => hasTabLocks() && typeof AudioContext === "function";

export const isSoundOn = ({ session }: KlatchClient): boolean =>
  session !== null && hasSound() && deviceStorage.getItem(chosenKey) === session.user.id;

export function setSound({ session }: KlatchClient, on: boolean): void {
  if (on && session !== null) deviceStorage.setItem(chosenKey, session.user.id);
  else deviceStorage.removeItem(chosenKey);
}

/** Two soft notes, the second a fifth above: Hz, and when each begins, in seconds. */
const notes = [
  { hz: 587.33, at: 0 },
  { hz: 880, at: 0.09 },
] as const;
const loudest = 0.08;
const lengthS = 0.45;
/** A browser that waits for a click says nothing at all: what would sound then is old by that time. */
const mostWaitMs = 500;

/** Whether a browser lets this page sound: after the person has clicked or typed here. Old ones do not say. */
export const mayPlay = (): boolean => !("userActivation" in navigator) || navigator.userActivation.hasBeenActive;

/** Plays it once. Where the browser does not allow it, nothing happens. */
export async function playSound(): Promise<void> {
  if (!mayPlay()) return;
  const context = new AudioContext();
  const wait = new Promise((resolve) => setTimeout(resolve, mostWaitMs));
  await Promise.race([context.resume(), wait]);
  if (context.state !== "running") return context.close();
  const ends = notes.map(({ hz, at }) => playNote(context, hz, context.currentTime + at));
  await Promise.all(ends);
  await context.close();
}

/** Resolves when it has faded. */
function playNote(context: AudioContext, hz: number, start: number): Promise<void> {
  const oscillator = new OscillatorNode(context, { type: "sine", frequency: hz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudest, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + lengthS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + lengthS);
  return new Promise((resolve) => oscillator.addEventListener("ended", () => resolve(), { once: true }));
}
