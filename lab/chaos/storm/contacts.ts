// First contacts of the storm: people begin to write to whom they do not know, and let others write to them.
import { directConversationId } from "../../../schema/protocol/ids.ts";
import { outcomeOf, type StepParts } from "./step.ts";

const patienceMs = 5_000;

/** One person opens the conversation with another one, or accepts what they write. Never rejects: refusals are expected. */
export async function contact({ world, recorder, random }: StepParts): Promise<void> {
  const [person, peer] = [random.pickOrNone(world.people), random.pickOrNone(world.people)];
  const how = random.weighted({ open: 3, accept: 2 });
  if (person === undefined || peer === undefined || person === peer) return;
  const { userId: user, client } = person;
  const { userId: other } = peer;
  const options = { signal: AbortSignal.timeout(patienceMs) };
  const asked = Date.now();
  const outcome = await outcomeOf(() =>
    how === "open"
      ? client.openDirect({ userId: other }, options)
      : client.acceptConversation(directConversationId(user, other), options),
  );
  recorder.note({ kind: "contact", user, other, how, asked, outcome });
}
