// Parallel calls with a bound: an actor that calls many others must not overload them or itself.

/** Runs `task` over all items, at most `width` at a time. */
export async function eachInParallel<T>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const work = async (): Promise<void> => {
    for (const item of rest) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
}
