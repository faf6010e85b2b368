// A part of a page that is fetched when the page opens: bars until it is there, or why it failed and a way to try again.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { commonWords } from "./common-words.ts";
import { ErrorNotice } from "./notice.tsx";
import { Skeleton } from "./skeleton.tsx";
import { useTask } from "./use-task.ts";

interface FetchedProps<T> {
  readonly ask: () => Promise<T>;
  /** Of the bars. */
  readonly rows: number;
  /** @param set takes it as it is after a change */
  readonly children: (value: T, set: (value: T) => void) => ComponentChildren;
}

export function Fetched<T>({ ask, rows, children }: FetchedProps<T>) {
  const [got, setGot] = useState<{ readonly value: T } | null>(null);
  const set = (value: T): void => setGot({ value });
  const load = useTask(async () => set(await ask()));
  useEffect(() => void load.run(), []);
  if (got !== null) return <>{children(got.value, set)}</>;
  if (load.error === null) return <Skeleton rows={rows} kind="line" />;
  return (
    <>
      <ErrorNotice error={load.error} />
      <Button onClick={() => void load.run()}>{commonWords("retry")}</Button>
    </>
  );
}
