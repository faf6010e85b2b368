// What a refusal of Cloudflare means to the person who deploys, and what they can do. By code where there is one.
import { ApiRefusal, NoAnswer, TooManyCalls, type Area } from "./cloudflare-api.ts";
import { Stop } from "./stop.ts";

export const howToLogIn = `Log in with \`npx wrangler login\` (over SSH: \`npx wrangler login --device\`), or set
CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID. The token needs these rights on the account:
Workers Scripts: Edit, D1: Edit, Workers R2 Storage: Edit, Queues: Edit, Account Settings: Read;
with --domain also Zone: Read and Workers Routes: Edit on the zone.`;

interface Advice {
  /** Of Cloudflare's API. */
  readonly codes: readonly number[];
  readonly say: (refusal: { readonly area: Area; readonly message: string }, accountId: string) => string;
}

/** The first one that fits. The codes are those of public issues and of wrangler's source. */
const advices: readonly Advice[] = [
  {
    codes: [1000, 6003, 6111, 9106],
    say: () => `Cloudflare does not know these credentials: the token is wrong, expired or deleted.\n${howToLogIn}`,
  },
  {
    codes: [9109, 10000, 10001, 7403],
    say: ({ area }) =>
      `The token or login has no right to "${area}" on this account. Add the right "${area}: ${rightOf(area)}" to it ` +
      `(dash.cloudflare.com/profile/api-tokens), or use another one.\n${howToLogIn}`,
  },
  {
    codes: [10042],
    say: (_, accountId) =>
      `R2 is not switched on for this account. Open https://dash.cloudflare.com/${accountId}/r2 once and accept its plan ` +
      "(it asks for a card; 10 GB are free), then run this again.",
  },
  {
    codes: [7406],
    say: ({ message }) =>
      `The account has as many D1 databases as its plan allows (${message}). Delete some that nobody needs ` +
      "(`npx wrangler d1 list`, `npx wrangler d1 delete NAME`), or move to the Workers Paid plan. Then run this again.",
  },
  {
    codes: [10063],
    say: (_, accountId) => noSubdomain(accountId),
  },
  {
    codes: [100116, 100117],
    say: ({ message }) =>
      `The domain is in use: ${message} Nothing was changed there. Remove its DNS record or its Worker in the ` +
      "dashboard if nobody needs them, or choose another --domain.",
  },
];

const rightOf = (area: Area): string => (area === "Zone" || area === "Account Settings" ? "Read" : "Edit");

export const noSubdomain = (accountId: string): string =>
  `The account has no name under workers.dev yet. Choose one at https://dash.cloudflare.com/${accountId}/workers/onboarding ` +
  "and run this again, or give the deployment a domain of your own with --domain HOST.";

/** @returns what to print for a fault; faults that nobody foresaw are thrown on */
export function sayWhy(error: unknown, accountId: string): string {
  if (error instanceof Stop) return error.message;
  if (error instanceof ApiRefusal) {
    const advice = adviceFor(error.code)?.say(error, accountId);
    return advice ?? `Cloudflare refuses (${error.area}): ${error.message} [code ${error.code}]. Then run this again.`;
  }
  if (error instanceof TooManyCalls) {
    const seconds = Math.ceil(error.retryAfterMs / 1_000);
    return `Too many calls to Cloudflare's API from this account. Run this again in ${seconds} seconds: it goes on where it is.`;
  }
  if (error instanceof NoAnswer) {
    return `Cloudflare does not answer (${error.message}). Look at the network and at cloudflarestatus.com, and run this again: it goes on where it is.`;
  }
  throw error;
}

const adviceFor = (code: number): Advice | undefined => advices.find(({ codes }) => codes.includes(code));

/** The advice for a code that wrangler wrote, such as `[code: 10042]`; null if there is none. */
export function adviceForOutput(output: string, accountId: string): string | null {
  const code = Number(/\[code: (\d+)\]/.exec(output)?.[1] ?? 0);
  const message = /\n\s*(\S[^\n]*) \[code: \d+\]/.exec(output)?.[1] ?? "";
  return adviceFor(code)?.say({ area: "Workers Scripts", message }, accountId) ?? null;
}
