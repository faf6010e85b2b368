// Two people who look at their conversation, each in a browser of their own.
import type { Browsers } from "./browsers.ts";
import { ChatPage } from "./chat-page.ts";
import type { Talkers } from "./talkers.ts";

export async function openBoth(
  browsers: Browsers,
  url: string,
  { ada, bob }: Pick<Talkers, "ada" | "bob">,
): Promise<readonly [mine: ChatPage, theirs: ChatPage]> {
  const open = async (me: Talkers["ada"], other: Talkers["ada"]): Promise<ChatPage> => {
    const chat = await ChatPage.signedIn(await browsers.newContext(), url, me);
    await chat.openConversation(other.username);
    return chat;
  };
  return Promise.all([open(ada, bob), open(bob, ada)]);
}
