// Which announcements were put away on this device: the newest of each group. A newer one is shown again.
import { deviceStorage } from "../platform/storage.ts";
import { signal } from "@preact/signals";

const storageKey = "klatch.seen-announcements";
/** The groups that are remembered: those where something was put away last. */
const maxKept = 200;

/** By user and group: the seq of the announcement. */
const seen = signal<ReadonlyMap<string, number>>(read());

export const isSeen = (key: string, seq: number): boolean => seq <= (seen.value.get(key) ?? 0);

export function see(key: string, seq: number): void {
  const kept = [...seen.peek()].filter(([other]) => other !== key).slice(1 - maxKept);
  seen.value = new Map([...kept, [key, seq]]);
  deviceStorage.setItem(storageKey, JSON.stringify([...seen.value]));
}

function read(): ReadonlyMap<string, number> {
  try {
    const kept: unknown = JSON.parse(deviceStorage.getItem(storageKey) ?? "[]");
    if (!Array.isArray(kept)) return new Map();
    return new Map(
      kept.flatMap((one: unknown): readonly (readonly [string, number])[] => {
        const [key, seq]: readonly unknown[] = Array.isArray(one) ? one : [];
        return typeof key === "string" && typeof seq === "number" ? [[key, seq]] : [];
      }),
    );
  } catch {
    return new Map();
  }
}
