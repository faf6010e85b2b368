// The boundary for HTTP bodies: size, then UTF-8, then JSON, then one strict parse. Types are trusted behind it.
import * as v from "valibot";
import { utf8LengthExceeds } from "../../durable-objects/runtime/text.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";

/**
 * @returns the parsed body, or UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, INVALID_JSON, INVALID_REQUEST, or the code of a field
 * that is too large
 */
export async function readBody(
  request: Pick<Request, "headers" | "body">,
  shape: v.GenericSchema,
  sizedField?: Route["sizedField"],
): Promise<{ readonly body: unknown } | Refused> {
  const json = await readJson(request);
  if ("refusal" in json) return json;
  // Valibot would accept an empty array as an object without fields.
  if (Array.isArray(json.value)) return refused("INVALID_REQUEST");
  const parsed = v.safeParse(shape, json.value, { abortEarly: true });
  if (parsed.success) return { body: parsed.output };
  return refused(
    sizedField !== undefined && exceeds(json.value, sizedField) ? sizedField.otherwise : "INVALID_REQUEST",
  );
}

function exceeds(body: unknown, { name, maxBytes }: NonNullable<Route["sizedField"]>): boolean {
  const { [name]: field } = (body ?? {}) as Readonly<Record<string, unknown>>;
  return field !== undefined && utf8LengthExceeds(JSON.stringify(field), maxBytes);
}

async function readJson(request: Pick<Request, "headers" | "body">): Promise<{ readonly value: unknown } | Refused> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    return refused("UNSUPPORTED_MEDIA_TYPE");
  }
  const bytes = await readBytes(request, wireLimits.maxBodyBytes);
  if (bytes === null) return refused("TOO_LARGE");
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)) as unknown };
  } catch {
    return refused("INVALID_JSON"); // no more detail: the parser's reason quotes the input
  }
}

/** Counts the received bytes: `content-length` may be absent or wrong. Null beyond the limit. */
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
