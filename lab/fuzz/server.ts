// The attacked server: the bundle of a deployment, with limits that suit a fuzzer.
import type { Server } from "../../tools/run/serve.ts";
import { raisedBudgets, startLabServer } from "../kit/server.ts";

/**
 * High enough that limits let most inputs through to the code behind them, low enough that floods reach them. Sign-ins
 * outlast the run.
 */
const vars = {
  // The attackers are few accounts, which do in minutes what a day's caps are for.
  ...raisedBudgets,
  LIMIT_FRAMES_PER_SECOND: "1000",
  LIMIT_FRAMES_BURST: "2000",
  LIMIT_FAULTS_PER_SECOND: "500",
  LIMIT_FAULTS_BURST: "1000",
  LIMIT_GROUPS_PER_HOUR: "1000",
  // Room for the sockets of `Stallers` that never read, so that others of the same user still open.
  LIMIT_UNREAD_BYTES_PER_USER: "33554432",
  ACCESS_TOKEN_SECONDS: "86400",
  // The fuzzer plays Cloudflare. Its own people come from networks of their own, its strangers from few.
  CLIENT_ADDRESS_SOURCE: "cloudflare",
  LIMIT_REGISTRATIONS_PER_MINUTE: "2",
  LIMIT_LOGINS_PER_MINUTE: "2",
  TURNSTILE_SITE_KEY: "site-key",
  TURNSTILE_SECRET: "no provider gets it",
  // Some inputs bring a token. Nobody is asked about it: nothing listens at this port, and nothing leaves the machine.
  TURNSTILE_URL: "http://127.0.0.1:9/turnstile",
};

/** @param prepared whether a run has used this directory before */
export const startAttacked = (stateDir: string, prepared = false): Promise<Server> =>
  startLabServer(stateDir, { vars, inspectorPort: 0, prepared });
