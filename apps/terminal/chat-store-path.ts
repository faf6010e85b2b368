// Where the terminal client keeps what belongs to one username on one server.
import { join } from "node:path";

export function chatStorePath(stateDir: string, server: string, name: string): string {
  const folder = new URL(server).host.replace(/[^A-Za-z0-9.-]/g, "_");
  // Usernames are case-insensitive.
  return join(stateDir, folder, `${name.toLowerCase()}.klatch`);
}
