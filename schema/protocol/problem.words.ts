// The API documents' texts for a refusal over HTTP. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { errorRules } from "./errors.ts";
import { problemShape } from "./problem.ts";

const requestId = "urn:klatch:request:0b1e6a52-5f0e-4d0a-9a1e-3c8c7c1d2b4f";

export const problem = {
  type: "urn:klatch:error:CONVERSATION_NOT_FOUND",
  title: errorRules.CONVERSATION_NOT_FOUND.title,
  status: errorRules.CONVERSATION_NOT_FOUND.status,
  code: "CONVERSATION_NOT_FOUND" as const,
  instance: requestId,
};

export const problemComponents = {
  Problem: fromServer(problemShape, "A refusal: RFC 9457 problem details with a stable code.", problem, {
    pointer:
      "JSON Pointer (RFC 6901) to the first missing, unknown or malformed field: of the body (`/settings/joinPolicy`; empty: the body as a whole), of the query (`/limit`), or the header `/Idempotency-Key`. Never a value; a key that is no plain short text is left out, down to the object that has it.",
    challenge: "For `CHALLENGE_REQUIRED`: what a person must meet before the request is made again.",
    "challenge.kind": "Which widget shows the challenge: `turnstile`, of Cloudflare. A server may have others.",
    "challenge.siteKey": "The deployment's public key for the widget.",
    type: "`urn:klatch:error:<code>`.",
  }),
} as const satisfies Record<string, Component>;
