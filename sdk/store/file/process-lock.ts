// A lock among processes that the system releases when its holder dies, however it dies: a local socket with a fixed name.
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface ProcessLock {
  release(): Promise<void>;
}

/** Names of Linux's abstract sockets and of Windows' pipes end with the process. Elsewhere a file remains. */
function addressOf(key: string): { readonly address: string; readonly leavesFile: boolean } {
  const name = `klatch-${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return { address: `\0${name}`, leavesFile: false };
  if (process.platform === "win32") return { address: `\\\\.\\pipe\\${name}`, leavesFile: false };
  return { address: `/tmp/${name}.sock`, leavesFile: true };
}

/**
 * A lock that was released may seem to be held: while its holder starts a program, the child has all that is open, until
 * it has become that program.
 */
const tries = 10;
const betweenTriesMs = 25;

/** @returns null if another process on this machine has the lock, or this one already: a quarter of a second later */
export async function takeProcessLock(key: string): Promise<ProcessLock | null> {
  const { address, leavesFile } = addressOf(key);
  for (let left = tries; left > 0; left--) {
    const held = await listen(address);
    if (held !== null) return { release: () => new Promise((resolve) => held.close(() => resolve())) };
    if (leavesFile && !(await isAlive(address))) await rm(address, { force: true });
    else if (left > 1) await pause(betweenTriesMs);
  }
  return null;
}

/** @returns null if the name is taken */
function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      // A program that has nothing else to do may end.
      server.unref();
      resolve(server);
    });
  });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
