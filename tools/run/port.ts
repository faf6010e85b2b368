// The port of the local server: read from the variable PORT, and checked for other users.
import { once } from "node:events";
import { createServer } from "node:net";

export const defaultPort = 8787;

/** @throws Error when the variable is not a port number */
export function readPort(text: string | undefined): number {
  const port = text === undefined || text === "" ? defaultPort : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be 0 to 65535, not "${text}"`);
  return port;
}

/** One that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** Checked before anything slow is done. If the port is taken later, the start fails with a less helpful error. */
export async function isPortFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
  probe.close();
  await once(probe, "close");
  return true;
}
