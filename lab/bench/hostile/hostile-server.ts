// The attacked server: the bundle of a deployment with the limits and the password check of one.
import type { Server } from "../../../tools/run/serve.ts";
import type { StartServer } from "../../kit/checkout.ts";
import { startLabServer } from "../../kit/server.ts";

const vars = {
  // The cost of a password in a deployment: cheap ones would not show what checking them does to others.
  SCRYPT_COST: "16384",
  // As behind Cloudflare's proxy: the clients of the bench say what it would.
  CLIENT_ADDRESS_SOURCE: "cloudflare",
} as const;

/** @param start of another checkout; by default this one's */
export const startHostileServer = (stateDir: string, start?: StartServer): Promise<Server> =>
  startLabServer(stateDir, { vars, ...(start === undefined ? {} : { start }) });
