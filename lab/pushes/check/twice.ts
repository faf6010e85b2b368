// No device was told of a message again that was known to have come, and none shows one twice that drops repeats.
import { Screen } from "../../push/screen.ts";
import type { SubscriptionHistory, Taken } from "../history.ts";
import type { PushVerdict } from "./rules.ts";

const messageOf = ({ said: { conversationId, seq } }: Pick<Taken, "said">): string => `${seq} of ${conversationId}`;

export function checkTwice(
  name: string,
  { kind, taken }: SubscriptionHistory,
  kills: readonly number[],
  verdict: PushVerdict,
): void {
  const messages = taken.filter(({ said }) => said.type === "message");
  // What the service itself brings twice is no second try.
  const tries = Map.groupBy(
    messages.filter(({ isAgain }) => !isAgain),
    messageOf,
  );
  for (const [message, all] of tries) {
    verdict.checked("PUSH-10");
    if (kind === "apns") verdict.checked("PUSH-32");
    if (all.length < 2) continue;
    const show = (): readonly string[] => all.map((one) => JSON.stringify(one));
    if (kind === "apns") verdict.violated("PUSH-32", `${name} was given ${message} ${all.length} times`, show);
    // Where the server was killed in between, it may not have noted the answer.
    const isKnown = all.some(({ answeredAt }, n) => {
      const next = all[n + 1];
      return (
        next !== undefined && answeredAt !== null && !kills.some((at) => at >= answeredAt - 1_000 && at <= next.at)
      );
    });
    if (isKnown)
      verdict.violated("PUSH-10", `${name} was told of ${message} again, though it was known to have come`, show);
  }
  if (kind === "apns") return;
  const screen = new Screen(kind);
  for (const { said } of messages) screen.take(said);
  for (const [message, rung] of Map.groupBy(screen.rung, (said) => messageOf({ said })))
    if (rung.length > 1)
      verdict.violated("PUSH-10", `${name} shows ${message} ${rung.length} times`, () =>
        rung.map((one) => JSON.stringify(one)),
      );
}
