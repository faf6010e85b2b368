// The answer with a file's bytes, or a range of them. Nothing of it runs in a browser: the type is what the server found, types
// that could run are attachments, and a policy shuts in whatever is opened all the same.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { ServedBytes } from "../../schema/rpc/shared-file.ts";
import { contentSecurityPolicy } from "../http/response-headers.ts";
import { contentDisposition } from "./content-disposition.ts";
import { rangeOf } from "./range.ts";

/** What pages show by elements that run nothing. */
const shownTypes = /^(image\/(jpeg|png|webp|gif|avif)|video\/(mp4|webm|ogg|quicktime)|audio\/.+)$/;
/** What a browser might take for a page or a program. */
const activeTypes = /xml|html|svg|script/;

/** Without `mimeType` it is what was stored with the bytes. */
type Served = Omit<ServedBytes, "mimeType"> & Partial<Pick<ServedBytes, "mimeType">>;

/** @returns FILE_NOT_FOUND, RANGE_NOT_SATISFIABLE */
export async function bytesResponse(
  { FILES }: Pick<Env, "FILES">,
  served: Served,
  asked: Headers,
  cacheControl = "private, no-cache",
): Promise<Response | Refused> {
  const { key, size, name, etag } = served;
  const range = size === undefined ? null : rangeOf(asked.get("range"), size);
  if (range === "unsatisfiable") return refused("RANGE_NOT_SATISFIABLE");
  const known = asked.get("if-none-match");
  const headersOf = ({ httpEtag }: R2Object): Headers =>
    new Headers({
      etag: etag ?? httpEtag,
      "cache-control": cacheControl,
      "accept-ranges": size === undefined ? "none" : "bytes",
    });
  if (etag !== undefined && known !== null && hasEtag(known, etag)) {
    const there = await FILES.head(key);
    return there === null ? refused("FILE_NOT_FOUND") : new Response(null, { status: 304, headers: headersOf(there) });
  }
  // R2 compares with its own.
  const onlyIf = new Headers(known === null || etag !== undefined ? {} : { "if-none-match": known });
  const object = await FILES.get(key, { onlyIf, ...(range !== null && { range }) });
  if (object === null) return refused("FILE_NOT_FOUND");
  const headers = headersOf(object);
  if (!("body" in object)) return new Response(null, { status: 304, headers });
  // What was asked for was a part of other bytes.
  const condition = asked.get("if-range");
  const isOther = range !== null && condition !== null && condition !== (etag ?? object.httpEtag);
  const whole = isOther ? await FILES.get(key) : object;
  if (whole === null) return refused("FILE_NOT_FOUND");
  const mimeType = served.mimeType ?? whole.httpMetadata?.contentType ?? "application/octet-stream";
  const isShown = shownTypes.test(mimeType);
  headers.set("content-type", activeTypes.test(mimeType) ? "application/octet-stream" : mimeType);
  headers.set("content-disposition", contentDisposition(isShown ? "inline" : "attachment", name));
  headers.set("content-security-policy", contentSecurityPolicy({ "default-src": "'none'", sandbox: "" }));
  headers.set("x-content-type-options", "nosniff");
  if (range === null || isOther) {
    headers.set("content-length", String(whole.size));
    return new Response(whole.body, { headers });
  }
  headers.set("content-length", String(range.length));
  headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${whole.size}`);
  return new Response(whole.body, { status: 206, headers });
}

/** RFC 9110: a list, of which weak ones count too, or any. */
const hasEtag = (list: string, etag: string): boolean =>
  list.split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim()));
