// Friends of the storm: people ask each other, take it back, accept, reject, part and block, sometimes both at once.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Person as Somebody } from "../../../schema/protocol/people.ts";
import type { Friends } from "../../../sdk/entry.ts";
import type { Outcome } from "../history/record.ts";
import { acts, relatingActs, type RelatingAct } from "../people/acts.ts";
import { setBlock } from "../own/blocks.ts";
import { readPeople } from "../people/read-people.ts";
import type { Person } from "../world.ts";
import { writeOwn } from "./own-values.ts";
import { isExpected, outcomeOfError, type StepParts } from "./step.ts";

const patienceMs = 5_000;

/** Two people do something about each other, or one of them. Never rejects: refusals are expected. */
export async function relate(parts: StepParts): Promise<void> {
  const { world, random } = parts;
  const [one, other] = [random.pickOrNone(world.people), random.pickOrNone(world.people)];
  if (one === undefined || other === undefined || one === other) return;
  const isBoth = random.chance(0.2);
  await Promise.all([doSomething(parts, one, other), isBoth && doSomething(parts, other, one)]);
}

/** They look first, as people do, and then do what makes sense; now and then something that does not. */
async function doSomething(parts: StepParts, actor: Person, peer: Person): Promise<void> {
  const chosen = parts.random.fork();
  const { userId: other } = peer;
  const sawAt = Date.now();
  const people = await readPeople(actor.call).catch(() => null);
  if (people === null) return;
  const saw = people.find(({ userId }) => userId === other) ?? null;
  const isBlocked = saw?.blockedAt !== undefined;
  if (chosen.chance(isBlocked ? 0.7 : 0.1)) {
    await writeOwn(parts, actor, setBlock(other, !isBlocked));
    // Whoever is blocked asks, as if nothing were.
    if (!isBlocked && chosen.chance(0.6)) await doIt(parts, peer, actor.userId, "request", { sawAt, saw: null });
    return;
  }
  const fitting = relatingActs.filter((act) => chosen.chance(0.05) || acts[act].fits(saw));
  if (fitting.length === 0) return;
  const act = chosen.pickWeighted(fitting.map((one) => [acts[one].weight, one] as const));
  await doIt(parts, actor, other, act, { sawAt, saw });
}

async function doIt(
  { world, recorder, random }: StepParts,
  actor: Person,
  other: UserId,
  act: RelatingAct,
  seen: { readonly sawAt: number; readonly saw: Somebody | null },
): Promise<void> {
  const { userId: user } = actor;
  // By one of their devices, if it can, which then shows it.
  const device = random.pickOrNone(world.devices.filter(({ userId }) => userId === user));
  const friends = device?.friends ?? actor.client.friends;
  const asked = Date.now();
  const { outcome, became } = await ask(friends, act, other);
  recorder.note({ kind: "relating", user, other, act, ...seen, asked, outcome, became });
}

async function ask(
  friends: Friends,
  act: RelatingAct,
  other: UserId,
): Promise<{ readonly outcome: Outcome; readonly became: Somebody | null }> {
  try {
    const became = await acts[act].ask(friends, other, { signal: AbortSignal.timeout(patienceMs) });
    return { outcome: "done", became };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { outcome: outcomeOfError(error), became: null };
  }
}
