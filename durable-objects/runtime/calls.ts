// Calls to actors, from the Worker and between actors: with a deadline, and retries where the platform says that they
// help.
import { ExponentialBackoff, handleWhen, retry } from "cockatiel";

/** The actor could not be reached in time; the call may or may not have been carried out. */
export class ActorUnavailable extends Error {
  override readonly name = "ActorUnavailable";
}

/** Works for errors of other actors too: an error's class does not survive a call, its name does. */
export const isActorUnavailable = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && thrown.name === "ActorUnavailable";

/** Whether an object runs older code, whose class has no such method, as workerd says it. */
export const isUnknownCall = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.message.includes("does not implement the method");

interface PlatformError {
  readonly retryable?: unknown;
  readonly overloaded?: unknown;
  readonly durableObjectReset?: unknown;
}

const isOverloaded = (error: unknown): boolean => (error as PlatformError | null)?.overloaded === true;

/** After `ctx.abort` only `durableObjectReset` is set. An overloaded actor must not get more work. */
const isTransient = (error: unknown): boolean => {
  const flags = error as PlatformError | null;
  return !isOverloaded(error) && (flags?.retryable === true || flags?.durableObjectReset === true);
};

const maxRetries = 5;
const anotherTry = retry(handleWhen(isTransient), {
  maxAttempts: maxRetries - 1,
  // Exponential with (decorrelated) jitter: callers that failed together do not retry together.
  backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: 1_000 }),
});

const defaultDeadlineMs = 10_000;
const firstPauseMs = 20;

class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
}

/**
 * Waits for something outside the actor, at most `deadlineMs`; it may still happen later. Own code instead of the
 * library, because every call on a message's way passes here: the library's policies cost a tenth of all the work for a
 * message.
 *
 * @throws DeadlineExceeded when the deadline passes; otherwise whatever `task` threw
 */
export async function withDeadline<T>(task: () => Promise<T>, deadlineMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded("time is up")), deadlineMs);
  });
  try {
    return await Promise.race([task(), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether it comes in time. @throws what `coming` rejects with */
export async function isWithin(coming: Promise<void>, ms: number): Promise<boolean> {
  try {
    await withDeadline(() => coming, Math.max(0, ms));
    return true;
  } catch (error) {
    if (error instanceof DeadlineExceeded) return false;
    throw error;
  }
}

function toThrown(error: unknown): unknown {
  const gaveUp = error instanceof DeadlineExceeded || isTransient(error) || isOverloaded(error);
  return gaveUp ? new ActorUnavailable("The actor did not answer.", { cause: error }) : error;
}

/**
 * Makes an idempotent call, and retries it (with jitter) after failures that a new instance of the actor may not
 * repeat.
 *
 * @param call makes a NEW stub each time it is called: a stub that failed stays broken
 * @param deadlineMs for all tries together
 * @throws ActorUnavailable when all tries failed or the deadline passed; otherwise whatever the actor threw
 */
export async function callActor<T>(call: () => Promise<T>, deadlineMs = defaultDeadlineMs): Promise<T> {
  let isTimeUp = false;
  try {
    return await withDeadline(
      () =>
        call().catch(async (error: unknown) => {
          if (!isTransient(error)) throw error;
          await new Promise((resolve) => setTimeout(resolve, firstPauseMs * (0.5 + Math.random())));
          return anotherTry.execute(() => {
            // The pause before this try may have lasted beyond the deadline.
            if (isTimeUp) throw error;
            return call();
          });
        }),
      deadlineMs,
    );
  } catch (error) {
    throw toThrown(error);
  } finally {
    isTimeUp = true;
  }
}

/**
 * Makes a call that must not be carried out twice: with a deadline, but without retries.
 *
 * @throws ActorUnavailable when the actor did not answer; otherwise whatever the actor threw
 */
export async function callActorOnce<T>(call: () => Promise<T>, deadlineMs = defaultDeadlineMs): Promise<T> {
  try {
    return await withDeadline(call, deadlineMs);
  } catch (error) {
    throw toThrown(error);
  }
}

interface Open {
  readonly dueAt: number;
  readonly giveUp: () => void;
}

/** One timer for many calls with the same deadline: a timer for each would cost a tenth of the work of a call. */
export class Deadlines {
  readonly #deadlineMs: number;
  /** Open calls, in the order of their deadlines. */
  readonly #open = new Set<Open>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
  }

  /**
   * Makes a call once, because it must not be carried out twice. After the deadline it may still be carried out.
   *
   * @throws ActorUnavailable when it was not answered in time; otherwise whatever `call` threw
   */
  run<T>(call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#open.delete(open);
        reject(new ActorUnavailable("The actor did not answer."));
      };
      const open: Open = { dueAt: Date.now() + this.#deadlineMs, giveUp };
      this.#open.add(open);
      this.#timer ??= setTimeout(() => this.#giveUpDue(), this.#deadlineMs);
      const end = (): void => this.#end(open);
      call().then(
        (answer) => (end(), resolve(answer)),
        (thrown: unknown) => (end(), reject(thrown)),
      );
    });
  }

  /** Stops the timer after the last open call, so that nothing keeps the object awake. */
  #end(open: Open): void {
    this.#open.delete(open);
    if (this.#open.size > 0 || this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #giveUpDue(): void {
    this.#timer = null;
    const now = Date.now();
    for (const open of this.#open) {
      // Later than any deadline can be: the clock was set back, so it does not tell how long this call has waited.
      const isClockBack = open.dueAt > now + this.#deadlineMs;
      if (open.dueAt > now && !isClockBack) {
        this.#timer = setTimeout(() => this.#giveUpDue(), open.dueAt - now);
        return;
      }
      open.giveUp();
    }
  }
}
