// Parses the arguments of `npm run chat -- --as NAME …`.
import { parseArgs } from "node:util";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";

export interface ChatOptions {
  readonly name: string;
  readonly server: string;
  /** Null: the person is asked for it when it is needed. */
  readonly password: string | null;
  /** An invitation to make an account: its link or its token. Null: the person is asked for it when it is needed. */
  readonly invitation: string | null;
  /** The folder in which sessions are kept. */
  readonly stateDir: string;
}

export const usage = `Usage: npm run chat -- --as NAME [--server http://localhost:8787] [--password PASSWORD]

  --as          your username: 3 to 20 letters, digits or _
  --server      where Klatch runs
  --password    asked for when it is missing; KLATCH_PASSWORD does as well
  --invitation  its link or code, where accounts are made by invitation only; asked for when it is needed
  --state       where to keep who is signed in (.klatch/chat)
`;

/** @returns null if the arguments are invalid */
export function parseChatOptions(args: readonly string[], env: NodeJS.ProcessEnv): ChatOptions | null {
  const values = parseValues(args);
  if (values === null) return null;
  const { as: name, server, password, invitation, state } = values;
  // Checked strictly, because it is also the name of a file.
  if (name === undefined || !/^[A-Za-z0-9_]{3,20}$/.test(name)) return null;
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) return null;
  const stateDir = state ?? inRepository(localStateDir, "chat");
  return {
    name,
    server,
    password: password ?? env["KLATCH_PASSWORD"] ?? null,
    invitation: invitation ?? null,
    stateDir,
  };
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        as: { type: "string" },
        server: { type: "string", default: "http://localhost:8787" },
        password: { type: "string" },
        invitation: { type: "string" },
        state: { type: "string" },
      },
    }).values;
  } catch {
    return null;
  }
}
