// The server of a run: the bundle of a deployment on a free port. Every difference from a deployment is named here.
import { budgetLimits } from "../../schema/protocol/budgets.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { Server, ServerOptions } from "../../tools/run/serve.ts";
import type { StartServer } from "./checkout.ts";

/** Runs make many users; sign-up time is not measured. */
export const cheapSignUp = { SCRYPT_COST: "2", FIRST_CONTACT: "open" } as const;

/** Runs whose clients do not renew their sockets. */
export const longSignIns = { ACCESS_TOKEN_SECONDS: String(defaultLimits.SESSION_SECONDS) } as const;

/** For people who do what people do; only that one of them makes a whole group, at once. */
export const peopleLimits = {
  LIMIT_FRAMES_PER_SECOND: "1000000",
  LIMIT_FRAMES_BURST: "1000000",
  LIMIT_SOCKETS_PER_DEVICE: "100",
  LIMIT_PEOPLE_PER_DAY_FIRST_WEEK: "10000",
  LIMIT_PEOPLE_PER_DAY: "10000",
} as const;

/** What one account may cost does not interrupt a run; it is still counted. */
export const raisedBudgets: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(budgetLimits).map((name) => [name, name.includes("UPLOADED") ? "1000000000000" : "1000000000"]),
);

/** Raised so that limits do not interrupt a run; they are still enforced. */
export const raisedLimits: Readonly<Record<string, string>> = { ...raisedBudgets, ...peopleLimits };

export interface LabServerOptions extends Omit<Partial<ServerOptions>, "stateDir"> {
  /** Of another checkout; by default this one's. */
  readonly start?: StartServer;
}

export async function startLabServer(stateDir: string, { vars, start, ...options }: LabServerOptions): Promise<Server> {
  // Whoever needs only the variables here does not load the runtime.
  const startServer = start ?? (await import("../../tools/run/serve.ts")).startServer;
  return startServer({ port: 0, ...options, stateDir, vars: { ...cheapSignUp, ...vars } });
}
