// One request to a push service: no redirect is followed, and what the answer says beside its status is not read.
import { outcomeOfStatus, type Sent } from "./statuses.ts";

/** @throws whatever the connection throws: nobody knows whether the service has it */
export async function postPush(
  url: URL,
  { body, headers, signal }: Pick<RequestInit, "body" | "headers" | "signal">,
): Promise<Sent> {
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    body: body ?? null,
    headers: headers ?? {},
    signal: signal ?? null,
  });
  await response.body?.cancel();
  return outcomeOfStatus(response);
}
