// A call over HTTP that the SDK has no method for, or that is to be repeated under the same id: with the tokens of an SDK
// client, which live for seconds.
import type { KlatchClient } from "../../../sdk/entry.ts";
import type { Fetch } from "../../../sdk/client/runtime.ts";
import { claimsOf } from "../history/claims.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  /** Undefined: the answer has none. */
  readonly body: unknown;
}

export type AuthorizedCall = (request: HttpRequest) => Promise<HttpAnswer>;

const patienceMs = 5_000;
/** A token that expires within this time is not used any more. */
const marginMs = 400;

/** The call rejects without an answer: a network or a server that failed, or a sign-in that has ended. */
export function authorizedCalls(client: KlatchClient, url: string, fetch: Fetch): AuthorizedCall {
  return async ({ method, path, body }) => {
    const signal = AbortSignal.timeout(patienceMs);
    const accessToken = await freshToken(client, signal);
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}

async function freshToken(client: KlatchClient, signal: AbortSignal): Promise<string> {
  const isStale = client.session === null || claimsOf(client.session.accessToken).until < Date.now() + marginMs;
  if (isStale) await client.refresh({ signal });
  if (client.session === null) throw new Error("the client is signed out");
  return client.session.accessToken;
}
