// Python 3, for the test of the client in docs/raw_client.py.
import { spawnSync } from "node:child_process";

export const whyPython = "the client of docs/raw_client.py needs Python 3.9 or newer, as `python3`";

/** The command that starts a Python which is new enough; undefined: there is none. */
export function findPython(): string | undefined {
  const isNewEnough = "import sys; sys.exit(sys.version_info < (3, 9))";
  return ["python3", "python"].find((command) => spawnSync(command, ["-c", isNewEnough]).status === 0);
}
