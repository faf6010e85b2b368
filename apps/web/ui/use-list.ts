// A list that is fetched when its page opens, and again after each change to it.
import { useEffect, useState } from "preact/hooks";
import { useTask } from "./use-task.ts";

export interface AskedList<T> {
  /** Null until it is fetched. */
  readonly items: readonly T[] | null;
  readonly error: unknown;
  /** Makes a change and fetches the list again. */
  readonly change: (work: () => Promise<unknown>) => Promise<void>;
  readonly busy: boolean;
  /** Fetches it again, after that failed. */
  readonly reload: () => void;
}

export function useList<T>(ask: () => Promise<{ readonly items: readonly T[] }>): AskedList<T> {
  const [items, setItems] = useState<readonly T[] | null>(null);
  const load = useTask(async () => setItems((await ask()).items));
  const change = useTask(async (work: () => Promise<unknown>) => {
    await work();
    setItems((await ask()).items);
  });
  useEffect(() => void load.run(), []);
  return {
    items,
    error: change.error ?? load.error,
    change: change.run,
    busy: change.busy,
    reload: () => void load.run(),
  };
}
