// What each kind of step of the storm works with, and which failures it expects.
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../../kit/random.ts";
import type { World } from "../world.ts";

export interface StepParts {
  readonly world: World;
  readonly recorder: Recorder;
  /** Its own. */
  readonly random: Random;
}

/** A refusal, or no answer within the time of the call. */
export const isExpected = (error: unknown): boolean =>
  error instanceof KlatchError || (error instanceof Error && error.name === "TimeoutError");
