// HTTP calls to a server of its own process.
import { answerOf, type HttpAnswer } from "./http-answer.ts";

export interface ServerCall {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** @param url of the server */
export async function callServer(url: string, { method, path, token, body }: ServerCall): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return answerOf(await fetch(url + path, { method, headers, body: JSON.stringify(body) ?? null }));
}
