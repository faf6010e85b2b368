// What the person has chosen for notifications on all their devices, as far as this page knows it.
import type { KlatchClient } from "@klatch/sdk";
import type { Hearing } from "./is-heard.ts";
import { isOffered } from "./push-device.ts";

/** They may change them on another device. */
const askEveryMs = 5 * 60_000;
type Choices = Hearing["choices"];
/** Of an earlier server, which has none. */
const none: Choices = { mentionsBreakThrough: false, quietHours: null, messageRequests: false };

interface Known {
  readonly choices: Choices;
  readonly at: number;
}
const known = new WeakMap<KlatchClient, Known>();

/** Told by the page on which they are chosen. */
export const noteChoices = (client: KlatchClient, choices: Choices): void =>
  void known.set(client, { choices, at: Date.now() });

/** @throws KlatchError when the server cannot be asked, and never was */
export async function choicesOf(client: KlatchClient): Promise<Choices> {
  if (!isOffered(client)) return none;
  const before = known.get(client);
  if (before !== undefined && Date.now() - before.at < askEveryMs) return before.choices;
  try {
    const choices = await client.notifications.settings();
    noteChoices(client, choices);
    return choices;
  } catch (error) {
    if (before !== undefined) return before.choices;
    throw error;
  }
}
