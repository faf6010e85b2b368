// Routes at which a refresh token in the body serves in place of an access token: it ends its own sign-in, and no more.
import type { IRequest } from "itty-router";
import * as v from "valibot";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { refreshTokenField } from "../../schema/protocol/http-auth.ts";
import { revokeRefreshToken } from "../accounts/revoke.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import { isRefused, type Answer } from "./answer.ts";
import { isJson, readBody } from "./read-request.ts";
import type { RequestContext } from "./request-context.ts";

const namesToken = v.object(refreshTokenField);

/** @returns null when the body is missing or names no token: an access token has to show who calls */
export async function endedByRefreshToken(
  { body: shape }: Route,
  request: IRequest,
  context: RequestContext,
): Promise<Answer | null> {
  // Until there was this, a body was ignored.
  if (shape === undefined || request.body === null || !isJson(request.headers)) return null;
  const read = await readBody(request, shape);
  if (isRefused(read)) return read;
  if (!v.is(namesToken, read.body)) return null;
  const tooMany = await countStranger(request, context);
  if (tooMany !== null) return tooMany;
  await revokeRefreshToken(read.body.refreshToken, context.env);
  return new Response(null, { status: 204 });
}
