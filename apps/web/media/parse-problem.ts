// Reads a refusal (RFC 9457) that the page gets without the SDK. Pure.
import type { Refusal } from "./why-not.ts";

const field = (of: unknown, name: string): unknown =>
  typeof of === "object" && of !== null && name in of ? Reflect.get(of, name) : undefined;

export function parseProblem(text: string): Refusal {
  let problem: unknown = null;
  try {
    problem = JSON.parse(text);
  } catch {
    // Not of this server.
  }
  const [code, retryAfterMs] = [field(problem, "code"), field(problem, "retryAfterMs")];
  return {
    code: typeof code === "string" ? code : "UNAVAILABLE",
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : 0,
  };
}
