// Waits for a promise, but not for ever.

type SetTimer = (run: () => void, delayMs: number) => () => void;

/** Waiting is counted in so many parts, so that a device that slept has not waited. */
const parts = 10;

/** The name of the error with which `inTime` gives up. */
export const silence = "Silence";

function platformTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** @throws Error of the name `silence`, if `work` has not ended after `waitMs` */
export function inTime<T>(work: Promise<T>, waitMs: number, setTimer: SetTimer = platformTimer): Promise<T> {
  return new Promise((resolve, reject) => {
    let left = parts;
    let cancel = (): void => {};
    const wait = (): void => {
      if (left-- > 0) cancel = setTimer(wait, waitMs / parts);
      else reject(Object.assign(new Error("There was no answer."), { name: silence }));
    };
    wait();
    work.then(resolve, reject).finally(() => cancel());
  });
}
