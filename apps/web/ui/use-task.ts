// Something a person asked for that takes its time: whether it is under way, and what went wrong.
import { useRef, useState } from "preact/hooks";

export interface Task<Args extends readonly unknown[]> {
  /** Never rejects: what went wrong is `error`. A second call while the first is under way does nothing. */
  readonly run: (...args: Args) => Promise<void>;
  readonly busy: boolean;
  /** Null: all is well, so far. */
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
