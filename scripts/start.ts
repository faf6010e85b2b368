// `npm start`: secrets, database, bundle, server; state in .klatch/ until someone deletes it.
import { MiniflareCoreError } from "miniflare";
import { readPort } from "./port.ts";
import { startServer, type Server } from "./serve.ts";
import { inRepository, localStateDir } from "./wrangler.ts";

function stopOnSignals(server: Server): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // miniflare would leave with 128 + signal; this is how the server is meant to be ended.
    process.removeAllListeners(signal);
    process.on(signal, () => {
      void server.stop().then(() => process.exit(0));
    });
  }
}

const greeting = (url: string): string => `
  Klatch is running.

    Server    ${url}
    State     ${localStateDir}/     kept between starts; delete it to begin anew
    Secrets   .dev.vars    made for this machine, never committed

  Chat, in two more terminals:

    npm run chat -- --as ada
    npm run chat -- --as bob

  Ctrl-C stops it.
`;

async function main(): Promise<void> {
  const port = readPort(process.env["PORT"]);
  try {
    const server = await startServer({
      port,
      stateDir: inRepository(localStateDir),
      secretsFile: inRepository(".dev.vars"),
    });
    stopOnSignals(server);
    process.stdout.write(greeting(server.url));
  } catch (error) {
    if (!(error instanceof MiniflareCoreError) || error.code !== "ERR_ADDRESS_IN_USE") throw error;
    process.stderr.write(`Port ${port} is taken. Choose another: PORT=8788 npm start\n`);
    process.exit(1);
  }
}

await main();
