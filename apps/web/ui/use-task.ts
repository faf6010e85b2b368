// An asynchronous action of the person: whether it is in progress, and why it failed.
import { useRef, useState } from "preact/hooks";

export interface Task<Args extends readonly unknown[]> {
  /** Never rejects: a failure is in `error`. A second call while the first is in progress does nothing. */
  readonly run: (...args: Args) => Promise<void>;
  readonly busy: boolean;
  /** Why the last run failed; null: it has not failed. */
  readonly error: unknown;
  readonly clear: () => void;
}

export function useTask<Args extends readonly unknown[]>(work: (...args: Args) => Promise<unknown>): Task<Args> {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const busy = useRef(false);
  const run = async (...args: Args): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setState({ busy: true, error: null });
    try {
      await work(...args);
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    } finally {
      busy.current = false;
    }
  };
  return { run, ...state, clear: () => setState({ busy: busy.current, error: null }) };
}
