// A page on a phone, with a finger on it.
import type { Browsers } from "./browsers.ts";
import { ChatPage, type Credentials } from "./chat-page.ts";
import { Finger } from "./finger.ts";

export async function onPhone(
  browsers: Browsers,
  url: string,
  who: Credentials,
): Promise<{ readonly chat: ChatPage; readonly finger: Finger }> {
  const viewport = { width: 390, height: 844 };
  const context = await browsers.newContext({ viewport, hasTouch: true, isMobile: true, reducedMotion: "reduce" });
  const chat = await ChatPage.signedIn(context, url, who);
  return { chat, finger: await Finger.on(chat.page) };
}
