// A person mutes one of their conversations for as long as the run takes, or ends that.
import type { Random } from "../../kit/random.ts";
import { done, steadily } from "../steadily.ts";
import { deviceOf, type Person, type World } from "../world.ts";

const aDayMs = 86_400_000;

export async function muteOrNot({ url }: World, person: Person, random: Random): Promise<void> {
  const { id } = random.pick(person.conversations);
  const spans = person.muted.get(id) ?? [];
  person.muted.set(id, spans);
  const last = spans.at(-1);
  const isMuted = last?.to === Infinity;
  // From before the server may have heard of it.
  if (!isMuted) spans.push({ from: Date.now(), to: Infinity });
  const mutedUntil = isMuted ? null : Date.now() + aDayMs;
  await done(steadily(url, deviceOf(person), ["PATCH", `/api/conversations/${id}/settings`], { mutedUntil }));
  if (isMuted) last.to = Date.now();
}
