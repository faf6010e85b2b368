// Sends hostile HTTP requests and checks each answer against the documented ones of its route.
import * as v from "valibot";
import { errorRuleOf } from "../../../schema/protocol/errors.ts";
import { problemShape } from "../../../schema/protocol/problem.ts";
import { codesOf } from "../../../schema/protocol/routes/codes.ts";
import { fitsRoute, type RouteInput } from "../inputs/http-inputs.ts";
import type { Tally, ViolationKind } from "../watch/tally.ts";
import type { HttpCaller, HttpOutcome } from "./http-call.ts";

export class HttpAttacker {
  readonly #caller: HttpCaller;
  readonly #tally: Tally;

  constructor(caller: HttpCaller, tally: Tally) {
    this.#caller = caller;
    this.#tally = tally;
  }

  async attack(number: number, input: RouteInput): Promise<void> {
    const outcome = await this.#caller.call(input);
    const { method, path, headers, body } = input;
    const { authorization = "", "content-type": contentType = "" } = headers;
    const sent = `${method} ${path} [${contentType}] [${authorization.slice(0, 12)}] ${body?.toString() ?? ""}`;
    this.#judge(outcome, input, (kind, what) => this.#tally.violation(kind, number, what, sent));
  }

  #judge(outcome: HttpOutcome, input: RouteInput, violation: (kind: ViolationKind, what: string) => void): void {
    if (outcome.kind === "silence") return violation("unanswered", "no answer");
    if (outcome.kind === "broken") return violation("unanswered", outcome.reason);
    const { status, mediaType, text } = outcome;
    if (status < 400) {
      this.#tally.count(`${status}`);
      if (status < 300 && isItsOwnMethod(input) && !fitsRoute(input)) violation("accepted", `${status}`);
      return;
    }
    if (status >= 500) violation("http5xx", `${status} ${text}`);
    // An answer to HEAD has no body.
    if (input.method === "HEAD") return this.#tally.count(`${status}`);
    const problem = v.safeParse(problemShape, mediaType === "application/problem+json" ? JSON.parse(text) : text);
    if (!problem.success) {
      this.#tally.count(`${status}`);
      return violation("malformed", `${status} ${mediaType} ${text}`);
    }
    const { code, title } = problem.output;
    this.#tally.count(code);
    const rule = errorRuleOf(code);
    if (rule.status !== status || rule.title !== title) violation("malformed", text);
    const isPlausible = code === "METHOD_NOT_ALLOWED" || code === "NOT_FOUND" || code === "UPGRADE_REQUIRED";
    if (isItsOwnMethod(input) && !isPlausible && !codesOf(input.route).includes(code))
      violation("malformed", `${code} is not documented for ${input.route.operationId}`);
  }
}

const isItsOwnMethod = ({ method, route }: RouteInput): boolean => method === route.method;
