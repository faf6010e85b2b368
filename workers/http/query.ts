// The boundary for query parameters and path segments.
import * as v from "valibot";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";

/** @returns INVALID_REQUEST for unknown, malformed or repeated parameters */
export function readQuery<const T extends v.GenericSchema>(
  address: string,
  shape: T,
): { readonly query: v.InferOutput<T> } | Refused {
  const parameters = [...new URL(address).searchParams];
  const values = Object.assign(Object.create(null), Object.fromEntries(parameters)) as Record<string, string>;
  if (Object.keys(values).length < parameters.length) return refused("INVALID_REQUEST");
  const parsed = v.safeParse(shape, values, { abortEarly: true });
  return parsed.success ? { query: parsed.output } : refused("INVALID_REQUEST");
}

/** One path segment, percent-decoded and parsed; null if it does not match the shape. */
export function readSegment<const T extends v.GenericSchema>(
  segment: string | undefined,
  shape: T,
): v.InferOutput<T> | null {
  try {
    const parsed = v.safeParse(shape, decodeURIComponent(segment ?? ""));
    return parsed.success ? parsed.output : null;
  } catch {
    // A `%` without two hex digits.
    return null;
  }
}
