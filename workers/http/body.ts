// The boundary for HTTP: size, then UTF-8, then JSON, then one strict parse. Types are trusted behind it.
import * as v from "valibot";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";

/** @returns the body as the shape has it, or UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, INVALID_JSON, INVALID_REQUEST */
export async function readBody<const T extends v.GenericSchema>(
  request: Pick<Request, "headers" | "body">,
  shape: T,
): Promise<{ readonly body: v.InferOutput<T> } | Refused> {
  const json = await readJson(request);
  if ("refusal" in json) return json;
  // To valibot an empty list is an object without fields.
  if (Array.isArray(json.value)) return refused("INVALID_REQUEST");
  const parsed = v.safeParse(shape, json.value, { abortEarly: true });
  return parsed.success ? { body: parsed.output } : refused("INVALID_REQUEST");
}

/** The body before any shape, for who must look at it when it does not fit. */
export async function readJson(
  request: Pick<Request, "headers" | "body">,
): Promise<{ readonly value: unknown } | Refused> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    return refused("UNSUPPORTED_MEDIA_TYPE");
  }
  const bytes = await readBytes(request, wireLimits.maxBodyBytes);
  if (bytes === null) return refused("TOO_LARGE");
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)) as unknown };
  } catch {
    return refused("INVALID_JSON");
  }
}

/** Counts what arrives: `content-length` may be absent or wrong. Null when it is too much. */
async function readBytes(
  { headers, body }: Pick<Request, "headers" | "body">,
  maxBytes: number,
): Promise<Uint8Array | null> {
  if (Number(headers.get("content-length") ?? 0) > maxBytes) return null;
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    length += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.byteLength;
  }
  return bytes;
}
