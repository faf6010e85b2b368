// What a page of operators asks the server for: when it opens, and again after each act.
import { useEffect, useRef, useState } from "preact/hooks";
import { useTask } from "../ui/use-task.ts";

export interface Asked<T> {
  /** Null until it is there. */
  readonly value: T | null;
  readonly error: unknown;
  readonly busy: boolean;
  readonly again: () => Promise<void>;
}

/** @param about what is asked for: another one is asked for anew */
export function useAsked<T>(ask: () => Promise<T>, about = ""): Asked<T> {
  const [got, setGot] = useState<{ readonly about: string; readonly value: T } | null>(null);
  const wanted = useRef(about);
  wanted.current = about;
  const [round, setRound] = useState(0);
  const load = useTask(async () => {
    try {
      const value = await ask();
      setGot({ about, value });
    } finally {
      // Something else was wanted meanwhile.
      if (wanted.current !== about) setRound((last) => last + 1);
    }
  });
  useEffect(() => void load.run(), [about, round]);
  return { value: got?.about === about ? got.value : null, error: load.error, busy: load.busy, again: load.run };
}

export interface AskedPages<T> extends Asked<readonly T[]> {
  /** Null: that is all. */
  readonly more: (() => Promise<void>) | null;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A list that comes in pages. */
export function useAskedPages<T>(ask: (cursor: string | undefined) => Promise<Page<T>>, about = ""): AskedPages<T> {
  const [added, setAdded] = useState<{ readonly first: Page<T> | null; readonly pages: readonly Page<T>[] }>({
    first: null,
    pages: [],
  });
  const first = useAsked(() => ask(undefined), about);
  // Pages that follow another first page than that of now are no longer shown.
  const pages = added.first === first.value ? added.pages : [];
  const next = pages.at(-1)?.next ?? (pages.length === 0 ? (first.value?.next ?? null) : null);
  const more = useTask(async () => {
    if (next === null) return;
    const page = await ask(next);
    setAdded({ first: first.value, pages: [...pages, page] });
  });
  const items = first.value === null ? null : [first.value, ...pages].flatMap((page) => page.items);
  return {
    ...first,
    value: items,
    error: more.error ?? first.error,
    busy: first.busy || more.busy,
    more: next === null ? null : more.run,
  };
}
