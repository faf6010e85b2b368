// Invitations of the storm: people accept or decline those that they are shown, and take back what their groups have made.
import { isExpected, outcomeOf, type StepParts } from "./step.ts";

const patienceMs = 5_000;
const pageSize = 200;

/** One person answers an invitation, or revokes one. Never rejects: refusals are expected. */
export async function answerInvitation({ world, recorder, random }: StepParts): Promise<void> {
  const person = random.pickOrNone(world.people);
  const groupId = random.pickOrNone(world.groups);
  const how = random.weighted({ accept: 5, decline: 2, revoke: 1 });
  const among = random.next();
  if (person === undefined || groupId === undefined) return;
  const { userId: user, client } = person;
  const { invitations } = client;
  const signal = AbortSignal.timeout(patienceMs);
  const shown =
    how === "revoke" ? invitations.ofGroup(groupId, { signal }) : invitations.list({ limit: pageSize, signal });
  const items = (await shown.catch(nothingIfExpected))?.items ?? [];
  const target = items[Math.floor(among * items.length)];
  if (target === undefined) return;
  const conversationId = "groupId" in target ? target.groupId : groupId;
  const of = "groupId" in target ? user : target.userId;
  const asked = Date.now();
  const outcome = await outcomeOf(() => {
    if (how === "revoke") return invitations.revoke(conversationId, of, { signal });
    return how === "accept"
      ? invitations.accept(conversationId, { signal })
      : invitations.decline(conversationId, { signal });
  });
  const { createdAt } = target;
  recorder.note({ kind: "invitation", user, of, conversationId, how, createdAt, asked, outcome });
}

function nothingIfExpected(error: unknown): null {
  if (!isExpected(error)) throw error;
  return null;
}
