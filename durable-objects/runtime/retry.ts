// Calls between the front door and actors, and between actors: a deadline, and another try where the platform says that helps.
import { ExponentialBackoff, handleWhen, retry } from "cockatiel";

/** The actor could not be reached in time; the call may or may not have been carried out. */
export class ActorUnavailable extends Error {
  override readonly name = "ActorUnavailable";
}

/** Also when it was another actor that gave up: classes do not survive a call, names do. */
export const isActorUnavailable = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && thrown.name === "ActorUnavailable";

interface PlatformError {
  readonly retryable?: unknown;
  readonly overloaded?: unknown;
  readonly durableObjectReset?: unknown;
}

const isOverloaded = (error: unknown): boolean => (error as PlatformError | null)?.overloaded === true;

/** After `ctx.abort` only `durableObjectReset` is set. An overloaded actor must not be given more work. */
const isTransient = (error: unknown): boolean => {
  const flags = error as PlatformError | null;
  return !isOverloaded(error) && (flags?.retryable === true || flags?.durableObjectReset === true);
};

const maxRetries = 5;
const anotherTry = retry(handleWhen(isTransient), {
  maxAttempts: maxRetries - 1,
  // Exponential with (decorrelated) jitter: callers that failed together do not come back together.
  backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: 1_000 }),
});

const defaultDeadlineMs = 10_000;
const firstPauseMs = 20;

class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
}

/**
 * Waits for something outside for so long and no longer; it may still happen later. By hand, and not by the library, since
 * every call on a message's way passes here: its policies cost a tenth of all the work that a message makes.
 *
 * @throws DeadlineExceeded when time is up; whatever else `task` threw, as it is
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

function toThrown(error: unknown): unknown {
  const gaveUp = error instanceof DeadlineExceeded || isTransient(error) || isOverloaded(error);
  return gaveUp ? new ActorUnavailable("The actor did not answer.", { cause: error }) : error;
}

/**
 * Makes an idempotent call, again (with jitter) after failures that a new instance of the actor may not repeat.
 *
 * @param call makes a NEW stub each time it is called: a stub that failed stays broken
 * @param deadlineMs for all tries together
 * @throws ActorUnavailable when it gave up; whatever else the actor threw, as it is
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
            // The pause before this try may have outlived the deadline.
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
 * Makes a call that must not be carried out twice: a deadline, but one try.
 *
 * @throws ActorUnavailable when the actor did not answer; whatever else the actor threw, as it is
 */
export async function callActorOnce<T>(call: () => Promise<T>, deadlineMs = defaultDeadlineMs): Promise<T> {
  try {
    return await withDeadline(call, deadlineMs);
  } catch (error) {
    throw toThrown(error);
  }
}
