// Tooling, off the message's way: the refusals of a route as OpenAPI responses, one for each status.
import { errorCodes, errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import { codesOf } from "../../schema/protocol/routes/codes.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { problem } from "../../schema/protocol/problem.words.ts";
import { reachedLimitHeaders } from "./rate-limit-headers.ts";
import { openEnum } from "./unions.ts";

/** An answer of the route itself. */
export interface OwnResponse {
  readonly description: string | undefined;
  readonly content?: Readonly<Record<string, unknown>>;
}

/**
 * The components of `problemComponents` that a route can return, by status. The set of codes is open, so each route can
 * be refused with others: one that has no 4xx today too.
 *
 * @param own the route's answers, by status
 */
export function problemResponses(route: Route, own: Readonly<Record<string, OwnResponse>>): Record<string, unknown> {
  const responses = responsesOf(route);
  const today = responses.map(({ status, codes }) => [status, withOwn(own[status], codes)] as const);
  const hasClientError = responses.some(({ status }) => status.startsWith("4"));
  return {
    ...Object.fromEntries(today),
    ...(hasClientError ? {} : { "4XX": reference(laterRefusal) }),
    default: reference(laterRefusal),
  };
}

const laterRefusal = "OtherRefusal";

/** The media type tells which of the two it is. */
function withOwn(own: OwnResponse | undefined, codes: readonly ErrorCode[]): unknown {
  if (own === undefined) return reference(nameOf(codes));
  const refused = problemResponse(codes);
  return {
    ...refused,
    description: `${own.description} Or ${refused.description}.`,
    content: { ...own.content, ...refused.content },
  };
}

const reference = (name: string): unknown => ({ $ref: `#/components/responses/${name}` });

function responsesOf(route: Route): { readonly status: string; readonly codes: readonly ErrorCode[] }[] {
  const byStatus = Object.groupBy(codesOf(route), (code) => errorRuleOf(code).status);
  return Object.entries(byStatus).map(([status, codes = []]) => ({ status, codes }));
}

const nameOf = (codes: readonly ErrorCode[]): string => codes.join(".");

/** An RFC 9457 response with its codes of today. */
const problemResponse = (codes: readonly ErrorCode[]): OwnResponse => ({
  description: codes.map((code) => `\`${code}\``).join(" or "),
  ...(codes.includes("RATE_LIMITED") ? { headers: retryAfter } : {}),
  content: {
    "application/problem+json": {
      schema: {
        allOf: [
          { $ref: "#/components/schemas/Problem" },
          { type: "object", properties: { code: openEnum({ enum: [...codes] }) } },
        ],
      },
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

/** Each set of codes once, though many routes share it: keeps the served document small. */
export const problemComponents = (): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(routeList.flatMap(responsesOf).map(({ codes }) => [nameOf(codes), problemResponse(codes)])),
  [laterRefusal]: {
    description: "A code that is not listed here. Codes are added, so handle any: `status` says what kind it is.",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  },
});

const retryAfter = {
  "Retry-After": { description: "Seconds to wait, rounded up.", schema: { type: "integer", minimum: 1 } },
  ...reachedLimitHeaders,
};

/** One example per code, which the responses refer to. */
export const problemExamples: Readonly<Record<string, unknown>> = Object.fromEntries(
  errorCodes
    .filter((code) => routeList.some((route) => codesOf(route).includes(code)))
    .map((code) => {
      const { title, status } = errorRuleOf(code);
      const retry = code === "RATE_LIMITED" ? { retryAfterMs: 1_000 } : {};
      return [
        code,
        { summary: title, value: { ...problem, type: `urn:klatch:error:${code}`, title, status, code, ...retry } },
      ];
    }),
);
