// `npm run dev`: the development server, reloaded at every change; uses the same state as `npm start`.
import { ensureSecrets } from "./keys.ts";
import { migrateDatabases } from "./local-databases.ts";
import { localVars } from "./local-vars.ts";
import { ownersOnly } from "./owners-only.ts";
import { readPort } from "./port.ts";
import { runTool } from "./run-tool.ts";
import { inRepository, localStateDir } from "./wrangler.ts";

const port = readPort(process.env["PORT"]);
await ownersOnly(inRepository(localStateDir));
await ensureSecrets(inRepository(".dev.vars"));
await migrateDatabases(inRepository(localStateDir));
process.exit(
  await runTool("wrangler", [
    "dev",
    ...["--ip", "127.0.0.1"],
    ...["--port", String(port)],
    ...["--persist-to", localStateDir],
    ...Object.entries(localVars).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
  ]),
);
