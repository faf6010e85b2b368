// Commands of operators as processes, to their end.
import { execFile } from "node:child_process";
import { inRepository } from "../../tools/run/wrangler.ts";

export interface CommandEnded {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param command a file in tools/operator, without its ending */
export function runOperatorTool(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandEnded> {
  const all = [inRepository(`tools/operator/${command}.ts`), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env: { ...process.env, ...environment } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}
