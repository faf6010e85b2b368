// Operators: whoever holds the secret ADMIN_TOKEN. The wrapper of every route under /api/admin.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IRequest } from "itty-router";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { bearerToken } from "./authenticate.ts";
import type { Answer } from "./answer.ts";
import type { RequestContext } from "./request-context.ts";

/** 32 random bytes have 43 characters of base64url. A secret that can be guessed is no secret: it opens nothing. */
const minTokenChars = 40;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function isOperator(headers: Headers, { ADMIN_TOKEN: secret = "" }: Pick<Env, "ADMIN_TOKEN">): boolean {
  const token = bearerToken(headers);
  // Hashed, so that the comparison takes as long whatever the token looks like.
  return secret.length >= minTokenChars && token !== null && timingSafeEqual(digest(token), digest(secret));
}

/** No user's token opens it. @returns NOT_AUTHENTICATED */
export function operatorOnly(route: (request: IRequest, context: RequestContext) => Promise<Answer>) {
  return async (request: IRequest, context: RequestContext): Promise<Answer> =>
    isOperator(request.headers, context.env) ? await route(request, context) : refused("NOT_AUTHENTICATED");
}
