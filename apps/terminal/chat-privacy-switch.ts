// Settings of privacy that are on or off, each with a command of its name.
import type { KlatchClient, PrivacySettings } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";

/**
 * @param word `on`, `off`, or none: then nothing changes
 * @returns how all is now
 * @throws ChatMistake, KlatchError
 */
export async function privacySwitch(
  client: Pick<KlatchClient, "privacy" | "setPrivacy">,
  name: "receipts" | "invisible",
  word: string | undefined,
): Promise<PrivacySettings> {
  if (word !== undefined && word !== "on" && word !== "off") throw new ChatMistake(`/${name} takes on or off.`);
  return word === undefined ? client.privacy() : client.setPrivacy({ [name]: word === "on" });
}
