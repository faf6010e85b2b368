// A request of the authorisation matrix and its answer, checked as any answer of its route is.
import * as v from "valibot";
import { expect } from "vitest";
import { errorRuleOf } from "../../schema/protocol/errors.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { codesOf } from "../../schema/protocol/routes/codes.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import type { Outcome } from "./group-rows.ts";
import { limitsNamed } from "./rate-limit-headers.ts";
import { callOf } from "./route-calls.ts";
import type { Cell } from "./route-rows.ts";
import { fetchWorker } from "./worker-http.ts";

/** Whoever was let in is told what is left of what the route declares; nobody else is. */
function toldOf({ who, isUpgrade, spends }: Route, status: number): string[] {
  if (who !== "user") return status < 400 ? [...(spends ?? [])] : [];
  return isUpgrade === true || status === 401 ? [] : ["frames", ...(spends ?? [])];
}

/** The answer to a cell's request: its status, or the code when it is a refusal as the protocol has them. */
export async function askCell(
  { route }: Cell,
  said: ReturnType<Cell["request"]>,
  token: string | undefined,
  inUrl?: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const call = callOf(route, await said);
  const path = inUrl === undefined ? call.path : `${call.path}?${new URLSearchParams(inUrl).toString()}`;
  const response = await fetchWorker({ ...call, path, token });
  response.webSocket?.accept();
  response.webSocket?.close(1000);
  expect(limitsNamed(response.headers)).toEqual(toldOf(route, response.status));
  if (response.status < 400) return response.status;
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const problem = v.parse(problemShape, await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem).toMatchObject({ status: errorRuleOf(problem.code).status, title: errorRuleOf(problem.code).title });
  expect(codesOf(route)).toContain(problem.code);
  return problem.code;
}
