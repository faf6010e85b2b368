// The parts of the page that have files of their own and are loaded before they are needed.
import { shown } from "../route/navigation.ts";
import { textPart } from "../markdown/seen-line.ts";
import { laterIcons } from "../ui/icon.tsx";
import { loadedPart } from "./loaded-part.ts";

/** All that a signed-in person sees first. Whoever signs up or in fills in the form while it comes. */
export const shellPart = loadedPart(async () => (await import("./shell.tsx")).Shell);

/** Messages and composer: the list of conversations does not wait for them. */
export const conversationPart = loadedPart(
  async () => (await import("../conversation/conversation-pane.tsx")).ConversationPane,
);

/** What is needed when something fails, perhaps without a network and a service worker. Nothing waits for it. */
export const loadSpareParts = (): Promise<unknown> =>
  Promise.all([
    laterIcons.load(),
    import("../banner/storage-bar.ts"),
    import("../settings/sign-out-dialog.tsx"),
    import("../sign-in/unsent-messages.tsx"),
  ]);

/** What the page's address shows first, side by side. @throws TypeError as `LoadedPart.load` */
export async function loadFirstParts(): Promise<void> {
  const opensConversation = shown.peek().main?.name === "conversation";
  // Nothing waits for it: only texts with marks need it.
  textPart.load().catch(() => {});
  await Promise.all([shellPart.load(), ...(opensConversation ? [conversationPart.load()] : [])]);
}
