// Where the local server listens: the variable PORT, and whether somebody else does.
import { once } from "node:events";
import { createServer } from "node:net";

export const defaultPort = 8787;

/** @throws Error when it is set to anything but a port number */
export function readPort(text: string | undefined): number {
  const port = text === undefined || text === "" ? defaultPort : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be 0 to 65535, not "${text}"`);
  return port;
}

/** Asked before anything slow is done; whoever takes the port meanwhile makes the start fail later, less politely. */
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
