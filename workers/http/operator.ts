// Authenticates operators by the secret ADMIN_TOKEN, and wraps every route under /api/admin.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IRequest } from "itty-router";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { bearerToken } from "./authenticate.ts";
import type { Answer } from "./answer.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import type { RequestContext } from "./request-context.ts";

/** 32 random bytes have 43 characters of base64url. A shorter secret could be guessed, so it grants nothing. */
const minTokenChars = 40;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function isOperator(headers: Headers, { ADMIN_TOKEN: secret = "" }: Pick<Env, "ADMIN_TOKEN">): boolean {
  const token = bearerToken(headers);
  // Compares hashes, so that the comparison takes the same time for every token.
  return secret.length >= minTokenChars && token !== null && timingSafeEqual(digest(token), digest(secret));
}

/** A user's token is never accepted. @returns NOT_AUTHENTICATED */
export function operatorOnly(route: (request: IRequest, context: RequestContext) => Promise<Answer>) {
  return async (request: IRequest, context: RequestContext): Promise<Answer> =>
    isOperator(request.headers, context.env)
      ? await route(request, context)
      : ((await countStranger(request, context)) ?? refused("NOT_AUTHENTICATED"));
}
