// One request to a push service: no redirect is followed.
import { readBytes } from "../http/read-bytes.ts";
import { outcomeOfStatus, type Sent } from "./statuses.ts";

type Message = Pick<RequestInit, "body" | "headers" | "signal">;

const post = (url: URL, { body, headers, signal }: Message): Promise<Response> =>
  fetch(url, {
    method: "POST",
    redirect: "manual",
    body: body ?? null,
    headers: headers ?? {},
    signal: signal ?? null,
  });

/**
 * What the answer says beside its status is not read.
 * @throws whatever the connection throws: nobody knows whether the service has it
 */
export async function postPush(url: URL, message: Message): Promise<Sent> {
  const response = await post(url, message);
  await response.body?.cancel();
  return outcomeOfStatus(response);
}

/** `json`: null if the body is none, or too long. */
export interface Answer {
  readonly response: Response;
  readonly json: unknown;
}

const maxAnswerBytes = 8_192;

/**
 * Reads the answer too, if it is short: services of apps say there why they refuse.
 * @throws whatever the connection throws
 */
export async function postAndRead(url: URL, message: Message): Promise<Answer> {
  const response = await post(url, message);
  return { response, json: await readJson(response) };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const bytes = await readBytes(response, maxAnswerBytes);
    return bytes === null ? null : (JSON.parse(new TextDecoder().decode(bytes)) as unknown);
  } catch {
    // No JSON, or it was cut off: then the status has to do.
    return null;
  }
}
