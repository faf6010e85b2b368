// One call to the stand-in, and what it may answer: Cloudflare's envelope, with its own codes for refusals.
import type { AccountState, Right } from "./account-state.ts";

export interface Call {
  readonly method: string;
  /** Below `/client/v4`, without the query. */
  readonly path: string;
  /** The parts of the path that its route names. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly contentType: string;
  readonly token: string;
  readonly account: AccountState;
}

/** The API says no. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: RegExp;
  /** Null: any valid token. `session`: that of an upload of files. */
  readonly right: Right | "session" | null;
  /** @returns the `result` of the envelope. @throws Refusal */
  readonly answer: (call: Call) => unknown;
}

/** @param pattern `:x` is one part of the path */
export const route = (
  method: Route["method"],
  pattern: string,
  right: Route["right"],
  answer: Route["answer"],
): Route => ({ method, path: new RegExp(`^${pattern.replaceAll(/:[a-z]+/g, "([^/]+)")}$`), right, answer });

/** @throws Refusal when the body is no JSON object */
export function jsonBody({ body }: Call): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Refused below.
  }
  throw new Refusal(400, 10001, "Unable to parse request body as JSON");
}

export function textField(call: Call, name: string): string {
  const value = jsonBody(call)[name];
  if (typeof value !== "string" || value === "") throw new Refusal(400, 10021, `${name} must be a non-empty string`);
  return value;
}

export async function formBody({ body, contentType }: Call): Promise<FormData> {
  if (!contentType.startsWith("multipart/form-data")) throw new Refusal(415, 10002, "expected multipart/form-data");
  return new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
}
