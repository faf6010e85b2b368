// A choice that takes effect at once: it is shown as made while it is being saved, and as it was before if that fails.
import { useEffect, useRef, useState } from "preact/hooks";
import { commonWords as t } from "./common-words.ts";
import { say } from "./toasts.tsx";
import { useTask } from "./use-task.ts";

export interface Choice<Value> {
  /** As it is to be shown. */
  readonly shown: Value;
  /** While another one is being saved, the newest follows it. */
  readonly set: (value: Value) => void;
  readonly busy: boolean;
  /** Why the last choice was not saved; null: it was. */
  readonly error: unknown;
}

/**
 * @param stored what is in force, as far as it is known here: the news of a change may come after the answer
 * @param save rejects if the choice is not in force
 */
export function useChoice<Value>(stored: Value, save: (value: Value) => Promise<unknown>): Choice<Value> {
  const [wanted, setWanted] = useState<{ readonly value: Value } | null>(null);
  const newest = useRef<{ readonly value: Value } | null>(null);
  const task = useTask(async () => {
    try {
      let saved = newest.current;
      while (saved !== null) {
        await save(saved.value);
        saved = newest.current === saved ? null : newest.current;
      }
    } catch (error) {
      setWanted(null);
      throw error;
    }
    say(t("saved"));
  });
  // What is in force may be the choice before the newest.
  useEffect(() => {
    if (!task.busy || newest.current?.value === stored) setWanted(null);
  }, [stored]);
  return {
    shown: wanted === null ? stored : wanted.value,
    set: (value) => {
      newest.current = { value };
      setWanted(newest.current);
      void task.run();
    },
    busy: task.busy,
    error: task.error,
  };
}
