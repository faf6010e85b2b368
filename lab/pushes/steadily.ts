// A call that is repeated until the server answers it: it may be killed at any time.
import { setTimeout as sleep } from "node:timers/promises";

/** Longer than a call of the server's own takes at the most, on a busy machine. */
const patienceMs = 30_000;
const pauseMs = 250;
/** The server comes back within seconds. */
const longestMs = 180_000;

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Of a call that may be repeated without doing anything twice. @throws Error when nothing answers for three minutes */
export async function steadily(
  server: string,
  { accessToken }: { readonly accessToken: string },
  [method, path]: readonly [method: string, path: string],
  body?: object,
): Promise<Answered> {
  const until = Date.now() + longestMs;
  for (;;) {
    const answered = await tryOnce(server + path, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answered !== null && answered.status < 500 && answered.status !== 429) return answered;
    if (Date.now() > until) throw new Error(`${method} ${path}: ${answered?.status ?? "no answer"}`);
    await sleep(pauseMs);
  }
}

async function tryOnce(url: string, init: RequestInit): Promise<Answered | null> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
  } catch {
    return null;
  }
}

/** @throws Error with what a refusal says */
export async function done(answer: Promise<Answered>): Promise<unknown> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
  return body;
}
