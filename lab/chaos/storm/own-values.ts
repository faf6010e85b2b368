// What people of the storm set for themselves, on whichever device: settings of conversations, stars.
import { ownKinds } from "../own/kinds.ts";
import { somebody, type StepParts } from "./step.ts";

/** One person sets one thing, once. Never rejects. */
export async function setOwnValue(parts: StepParts): Promise<void> {
  const { recorder, random } = parts;
  const { person, conversationId } = somebody(parts) ?? {};
  const target = conversationId === undefined ? undefined : random.pickOrNone(recorder.recent.of(conversationId));
  if (person === undefined || target === undefined) return;
  const kind = random.pickWeighted(ownKinds.map((one) => [one.weight, one] as const));
  const { key, value, request } = kind.ask(target, random);
  const asked = Date.now();
  const status = await person.call(request).then(
    (answer) => answer.status,
    () => null,
  );
  const outcome = status === null || status >= 500 ? "unknown" : status >= 400 ? "refused" : "done";
  recorder.note({ kind: "own", user: person.userId, key, value, asked, outcome });
}
