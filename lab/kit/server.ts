// The server of a run: the bundle of a deployment on a free port. Every difference from a deployment is named here.
import { startServer, type Server, type ServerOptions } from "../../tools/run/serve.ts";
import type { StartServer } from "./checkout.ts";

/** Runs make many users; sign-up time is not measured. */
export const cheapSignUp = { SCRYPT_COST: "2" } as const;

/** Raised so that limits do not interrupt a run; they are still enforced. */
export const raisedLimits = {
  LIMIT_FRAMES_PER_SECOND: "1000000",
  LIMIT_FRAMES_BURST: "1000000",
  LIMIT_SOCKETS_PER_DEVICE: "100",
} as const;

export interface LabServerOptions extends Omit<Partial<ServerOptions>, "stateDir"> {
  /** Of another checkout; by default this one's. */
  readonly start?: StartServer;
}

export const startLabServer = (
  stateDir: string,
  { vars, start = startServer, ...options }: LabServerOptions,
): Promise<Server> => start({ port: 0, ...options, stateDir, vars: { ...cheapSignUp, ...vars } });
