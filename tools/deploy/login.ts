// Who deploys: the credentials, and the account that they are for.
import * as v from "valibot";
import { runWrangler } from "../run/wrangler.ts";
import { howToLogIn } from "./advice.ts";
import type { CloudflareApi } from "./cloudflare-api.ts";
import { Stop } from "./stop.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What stands in a header or a path as it is. A person may have copied more, or less. */
function mustBeWhole(name: string, text: string, form: RegExp): void {
  if (!form.test(text))
    throw new Stop(`${name} has characters that no such value has. Copy it again, all of it and no more.`);
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

const wranglersShape = v.variant("type", [
  v.object({ type: v.picklist(["oauth", "api_token"]), token: v.string() }),
  v.object({ type: v.literal("api_key"), key: v.string(), email: v.string() }),
]);

/**
 * The headers that authenticate, from CLOUDFLARE_API_TOKEN or from wrangler's own login, which renews its token.
 *
 * @throws Stop when there is neither, or the token cannot be one
 */
export async function readCredentials(environment: Environment): Promise<Record<string, string>> {
  const given = environment["CLOUDFLARE_API_TOKEN"] ?? "";
  if (given !== "") {
    mustBeWhole("CLOUDFLARE_API_TOKEN", given, /^[\x21-\x7E]+$/);
    return bearer(given);
  }
  const output = await runWrangler(["auth", "token", "--json"], environment).catch(() => null);
  if (output === null) throw new Stop(`Nobody is logged in to Cloudflare.\n${howToLogIn}`);
  const login = v.parse(wranglersShape, JSON.parse(output));
  return login.type === "api_key" ? { "x-auth-key": login.key, "x-auth-email": login.email } : bearer(login.token);
}

const accountsShape = v.array(v.object({ id: v.string(), name: v.string() }));

export interface Account {
  readonly id: string;
  readonly name: string;
}

/**
 * The account to deploy to: the one that is named, or the only one.
 *
 * @throws Stop when there is none, or several and none is named, or what is named cannot be one
 */
export async function findAccount(api: CloudflareApi, named: string | undefined): Promise<Account> {
  if (named !== undefined && named !== "") {
    mustBeWhole("CLOUDFLARE_ACCOUNT_ID", named, /^[\w-]+$/);
    return { id: named, name: named };
  }
  const accounts = await api.get("/accounts?per_page=50", accountsShape);
  const [account, ...others] = accounts;
  if (account === undefined) {
    throw new Stop(`The credentials are good for no account that they may list.\n${howToLogIn}`);
  }
  if (others.length === 0) return account;
  const list = accounts.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  throw new Stop(`The login is good for several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of them:\n${list}`);
}
