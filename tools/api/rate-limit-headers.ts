// Tooling, off the message's way: the headers RateLimit and RateLimit-Policy in the OpenAPI document.
import type { Route } from "../../schema/protocol/routes/route.ts";

/** Of a refusal over a limit. */
export const reachedLimitHeaders = {
  RateLimit: {
    description: "The limit that was reached, and the seconds until there is more of it; where the refusal names one.",
    schema: { type: "string", examples: ['"messages";r=0;t=12'] },
  },
  "RateLimit-Policy": {
    description: "How much of it there is, in how many seconds; where the refusal names one.",
    schema: { type: "string", examples: ['"messages";q=2000;w=40, "messages";q=100000;w=86400'] },
  },
};

/** Named, since most answers have them. */
export const headerComponents = {
  RateLimit: {
    description:
      "What is left of the limits that the call counts against (`x-spends`, and `frames`): `r` of them now, and all in `t` seconds. Also on refusals for another reason than a limit. Missing where nothing was counted.",
    schema: { type: "string", examples: ['"frames";r=199;t=1, "requests";r=29999;t=51021'] },
  },
  RateLimitPolicy: {
    description: "How much of each there is: `q` in `w` seconds, of a user's bucket and day, or a network's windows.",
    schema: { type: "string", examples: ['"frames";q=200;w=2, "requests";q=30000;w=86400'] },
  },
};

const reference = (name: keyof typeof headerComponents): unknown => ({ $ref: `#/components/headers/${name}` });

/** Of an answer of this route that is no refusal; empty where nothing says what is left. */
export const leftHeaders = ({ spends, isUpgrade }: Route): object =>
  spends === undefined || isUpgrade === true
    ? {}
    : { headers: { RateLimit: reference("RateLimit"), "RateLimit-Policy": reference("RateLimitPolicy") } };
