// Answers about one user that tell nobody which ids exist.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { userNotFound } from "../http/authenticate.ts";
import type { CallerSession } from "../http/caller-session.ts";

export interface AboutUser {
  readonly env: Env;
  readonly session: CallerSession;
  readonly path: { readonly userId: UserId };
}

/**
 * The session's answer; USER_NOT_FOUND if there is no such user.
 *
 * @param isKnown the caller has, or had, something to do with them: their account may be deleted by now
 */
export async function answerAbout<Done>(
  { env, session, path: { userId } }: AboutUser,
  done: Done | Refused,
  isKnown: boolean,
): Promise<Done | Refused> {
  return isKnown || (await hasAccount(env.DIRECTORY, userId)) ? done : userNotFound(session, 1);
}
