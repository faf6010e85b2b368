// Holds every refusal that a test meets against what the OpenAPI document says of its route.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { codesOf } from "../../schema/protocol/routes/codes.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";

const patterns = routeList.map((route) => ({
  method: route.method,
  path: new RegExp(`^${route.path.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+")}$`),
  codes: codesOf(route),
}));

/** The codes that the document names for this address; empty when it has no such route. */
export function documentedCodes(method: string, pathAndQuery: string): readonly ErrorCode[] {
  const [path = ""] = pathAndQuery.split("?");
  return patterns.find((pattern) => pattern.method === method && pattern.path.test(path))?.codes ?? [];
}
