// The server under a run: the bundle that a deployment would upload, on a free port. What differs from a deployment is named.
import { startServer, type Server, type ServerOptions } from "../../tools/run/serve.ts";

/** People are made in numbers, and how long signing up takes is not what a run is about. */
export const cheapSignUp = { SCRYPT_COST: "2" } as const;

/** Raised so that limits do not cut off what a run does; they are checked as ever. */
export const raisedLimits = {
  LIMIT_FRAMES_PER_SECOND: "1000000",
  LIMIT_FRAMES_BURST: "1000000",
  LIMIT_SOCKETS_PER_DEVICE: "100",
} as const;

export type LabServerOptions = Omit<Partial<ServerOptions>, "stateDir">;

export const startLabServer = (stateDir: string, { vars, ...options }: LabServerOptions): Promise<Server> =>
  startServer({ port: 0, ...options, stateDir, vars: { ...cheapSignUp, ...vars } });
