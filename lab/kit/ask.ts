// One HTTP call of a person who is signed in.

const octets = "application/octet-stream";

/** @param body bytes go as they are, all else as JSON @throws Error with what a refusal says */
export async function ask(
  server: string,
  { accessToken }: { readonly accessToken: string },
  [method, path]: readonly [method: string, path: string],
  body?: Uint8Array<ArrayBuffer> | object,
): Promise<Response> {
  const isBytes = body instanceof Uint8Array;
  const response = await fetch(server + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, "content-type": isBytes ? octets : "application/json" },
    ...(body !== undefined && { body: isBytes ? body : JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}
