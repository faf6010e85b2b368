// What every operator's command does around its own work: usage, the operator's token, and faults in one line.
import { OperatorCalls } from "./operator-calls.ts";
import { readOperatorToken, tokenMissing } from "./operator-token.ts";

export interface OperatorOptions {
  readonly server: string;
  readonly secretsFile: string | null;
}

/** Ends the process with the exit code of `run`, or with 1. @param options null: the command line was wrong */
export async function runOperatorCommand<Options extends OperatorOptions>(
  options: Options | null,
  usage: string,
  run: (calls: OperatorCalls, options: Options) => Promise<number>,
): Promise<never> {
  process.exit(await exitCodeOf(options, usage, run));
}

async function exitCodeOf<Options extends OperatorOptions>(
  options: Options | null,
  usage: string,
  run: (calls: OperatorCalls, options: Options) => Promise<number>,
): Promise<number> {
  const fail = (text: string): number => {
    process.stderr.write(text);
    return 1;
  };
  if (options === null) return fail(usage);
  const token = await readOperatorToken(options.secretsFile);
  if (token === undefined) return fail(tokenMissing);
  try {
    return await run(new OperatorCalls(options.server, token), options);
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
