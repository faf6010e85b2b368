// People for a test, made over HTTP, and what they have said so far.
import { sendMany } from "../../../tools/screenshots/send-many.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { ApiClient } from "../../../lab/kit/api-client.ts";
import { newUsername } from "../../../lab/kit/people.ts";
import type { Credentials } from "./chat-page.ts";

const password = "correct horse";
export const newCredentials = (name: string): Credentials => ({ username: newUsername(name), password });

export interface Talkers {
  readonly ada: Credentials;
  readonly bob: Credentials;
  readonly conversationId: ConversationId;
  readonly api: ApiClient;
  readonly tokens: { readonly ada: string; readonly bob: string };
  /** Bob writes all of it. */
  readonly bobWrites: (texts: readonly string[]) => Promise<void>;
  readonly adaWrites: (texts: readonly string[]) => Promise<void>;
}

/** Two who have a conversation, without a message in it. */
export async function makeTalkers(url: string): Promise<Talkers> {
  const [ada, bob] = [newCredentials("ada"), newCredentials("bob")];
  const api = new ApiClient(url);
  const [adaSession, bobSession] = await Promise.all([api.register(ada), api.register(bob)]);
  const conversationId = await api.openDirect(adaSession.accessToken, bobSession.user.id);
  await api.openDirect(bobSession.accessToken, adaSession.user.id);
  const writing = (accessToken: string) => (texts: readonly string[]) =>
    sendMany({ url, accessToken, conversationId, texts });
  return {
    ada,
    bob,
    conversationId,
    api,
    tokens: { ada: adaSession.accessToken, bob: bobSession.accessToken },
    bobWrites: writing(bobSession.accessToken),
    adaWrites: writing(adaSession.accessToken),
  };
}
