// Folders and files of local state: messages, keys and sessions, which no other user of the machine may read.
import { chmod, mkdir, stat } from "node:fs/promises";

/** Everything for the owner of a folder; reading and writing for the owner of a file. */
const [folderMode, fileMode] = [0o700, 0o600];
const [others, sticky] = [0o077, 0o1000];

/** Makes a folder that only its owner can enter, and tightens one that exists. Warns where that is not possible. */
export async function ownersOnly(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: folderMode });
  await tighten(folder, folderMode);
}

/** The same for a file that exists. */
export const ownersOnlyFile = (file: string): Promise<void> => tighten(file, fileMode);

async function tighten(path: string, mode: number): Promise<void> {
  // Windows has other rights, which a new file inherits from the user's own folder.
  if (process.platform === "win32") return;
  const { mode: current } = await stat(path);
  if ((current & others) === 0) return;
  // A sticky folder, such as /tmp, is everybody's by intent.
  const failure = (current & sticky) !== 0 ? "it is a shared folder" : await chmodFailure(path, mode);
  if (failure !== null) process.stderr.write(`${path} can be read by other users of this machine: ${failure}\n`);
}

/** @returns null if it worked; file systems without such rights, and folders of others, refuse it */
const chmodFailure = (path: string, mode: number): Promise<string | null> =>
  chmod(path, mode).then(
    () => null,
    (error: unknown) => String(error),
  );
