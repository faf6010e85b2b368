// Settings of privacy that are on or off, each with a command of its name.
import type { KlatchClient } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";

/**
 * @param word `on`, `off`, or none: then nothing changes
 * @returns how it is now
 * @throws ChatMistake, KlatchError
 */
export async function privacySwitch(
  client: Pick<KlatchClient, "privacy" | "setPrivacy">,
  name: "receipts" | "invisible",
  word: string | undefined,
): Promise<boolean> {
  if (word !== undefined && word !== "on" && word !== "off") throw new ChatMistake(`/${name} takes on or off.`);
  const settings = word === undefined ? await client.privacy() : await client.setPrivacy({ [name]: word === "on" });
  return settings[name];
}
