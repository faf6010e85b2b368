// Two people in a direct conversation, a stranger to it, and calls about it: what contract tests of conversations begin with.
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { newUsername, openDirect, register } from "./people.ts";
import { callWorker, type HttpAnswer } from "./worker-http.ts";

export interface Talk {
  readonly ada: SessionResult;
  readonly bob: SessionResult;
  /** Not in the conversation. */
  readonly eve: SessionResult;
  /** Of Ada and Bob. */
  readonly talk: ConversationId;
}

export async function startTalk(): Promise<Talk> {
  const ada = await register(newUsername("ada"));
  const bob = await register(newUsername("bob"));
  const eve = await register(newUsername("eve"));
  return { ada, bob, eve, talk: await openDirect(ada.accessToken, bob.user.id) };
}

/** @param path what comes after `/api/conversations/` */
export const callConversation = (
  who: SessionResult,
  method: string,
  path: string,
  body?: unknown,
): Promise<HttpAnswer> =>
  callWorker({
    method,
    path: `/api/conversations/${path}`,
    token: who.accessToken,
    ...(body !== undefined && { body }),
  });
