// Calls of declared routes: method and address come from the declaration, what is said is checked against it.
import type { Route } from "../../schema/protocol/routes/route.ts";
import type { RequestTo } from "../../schema/protocol/routes/types-of.ts";
import type { HttpCall } from "./worker-http.ts";

/** What a row of a matrix says; the token is added. */
export type Said<R> = RequestTo<R> & {
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes?: Uint8Array;
};

/** Any request, as one that is sent: how it fits its route, `Said` has checked. */
interface AnySaid {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Over HTTP its length is there anyway. */
const headersOf = (bytes: Uint8Array): Readonly<Record<string, string>> => ({
  "content-type": "application/octet-stream",
  "content-length": String(bytes.length),
});

export function callOf({ method, path }: Route, said: AnySaid): HttpCall {
  const address = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(said.path?.[name] ?? ""));
  const given = Object.entries(said.query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const query = given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
  const { body, bytes, headers } = said;
  return {
    method,
    path: address + query,
    ...(body === undefined ? {} : { body }),
    ...(bytes === undefined ? {} : { raw: bytes }),
    ...(headers === undefined && bytes === undefined
      ? {}
      : { headers: { ...(bytes !== undefined && headersOf(bytes)), ...headers } }),
  };
}
