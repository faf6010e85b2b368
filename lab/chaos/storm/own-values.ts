// What people of the storm set for themselves, on whichever device: settings of conversations, stars.
import { ownKinds } from "../own/kinds.ts";
import type { OwnWrite } from "../own/own-kind.ts";
import type { Person } from "../world.ts";
import { somebody, type StepParts } from "./step.ts";

/** One person sets one thing, once. Never rejects. */
export async function setOwnValue(parts: StepParts): Promise<void> {
  const { recorder, random } = parts;
  const { person, conversationId } = somebody(parts) ?? {};
  const target = conversationId === undefined ? undefined : random.pickOrNone(recorder.recent.of(conversationId));
  if (person === undefined || target === undefined) return;
  const kind = random.pickWeighted(ownKinds.map((one) => [one.weight, one] as const));
  await writeOwn(parts, person, kind.ask(target, random));
}

/** Once. Never rejects. */
export async function writeOwn(
  { recorder }: Pick<StepParts, "recorder">,
  person: Person,
  { key, value, request }: OwnWrite,
): Promise<void> {
  const asked = Date.now();
  const status = await person.call(request).then(
    (answer) => answer.status,
    () => null,
  );
  const outcome = status === null || status >= 500 ? "unknown" : status >= 400 ? "refused" : "done";
  recorder.note({ kind: "own", user: person.userId, key, value, asked, outcome });
}
