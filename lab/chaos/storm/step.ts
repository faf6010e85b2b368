// What each kind of step of the storm works with, and which failures it expects.
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import type { Outcome } from "../history/record.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Random } from "../../kit/random.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ChaosDevice } from "../clients/device.ts";
import type { Person, World } from "../world.ts";

export interface StepParts {
  readonly world: World;
  readonly recorder: Recorder;
  /** Its own. */
  readonly random: Random;
}

/** A person at one of their devices, and a conversation that it knows; null: there is none. */
export function somebody({ world, random }: StepParts): {
  readonly person: Person;
  readonly device: ChaosDevice;
  readonly conversationId: ConversationId;
} | null {
  const device = random.pickOrNone(world.devices);
  const person = world.people.find(({ userId }) => userId === device?.userId);
  const conversationId = device === undefined ? undefined : random.pickOrNone(device.conversations);
  if (device === undefined || person === undefined || conversationId === undefined) return null;
  return { person, device, conversationId };
}

/** A refusal, or no answer within the time of the call. */
export const isExpected = (error: unknown): boolean =>
  error instanceof KlatchError || (error instanceof Error && error.name === "TimeoutError");

/** What is known of a call afterwards. @throws what is no refusal and no silence */
export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    await call();
    return "done";
  } catch (error) {
    if (!isExpected(error)) throw error;
    return outcomeOfError(error);
  }
}

/** A refusal, or no answer. */
export const outcomeOfError = (error: unknown): Exclude<Outcome, "done"> =>
  error instanceof KlatchError && error.status !== undefined && error.status < 500 ? "refused" : "unknown";
