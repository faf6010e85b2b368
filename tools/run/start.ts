// `npm start`: makes secrets, database and bundle, and starts the server; state is kept in .klatch/ (or STATE_DIR).
import { mailRoom } from "./mail-room.ts";
import { defaultPort, isPortFree, readPort } from "./port.ts";
import { startServer, type Server } from "./serve.ts";
import { inRepository, localStateDir } from "./wrangler.ts";

/** Another state directory has its own secrets. */
const stateDir = process.env["STATE_DIR"] ?? "";
const storage =
  stateDir === "" ? { stateDir: inRepository(localStateDir), secretsFile: inRepository(".dev.vars") } : { stateDir };

function stopOnSignals(server: Server): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Miniflare would exit with 128 + signal, but this is the normal way to stop the server.
    process.removeAllListeners(signal);
    process.on(signal, () => {
      void server.stop().then(() => process.exit(0));
    });
  }
}

/** The terminal chat uses the default port by itself. */
const serverOption = (url: string): string => (url === `http://localhost:${defaultPort}` ? "" : ` --server ${url}`);

const greeting = (url: string, mailUrl: string): string => `
  Klatch is running.

    Open      ${url}     in a browser
    Mails     ${mailUrl}     what the server would send, on a page
    State     ${stateDir || localStateDir}     kept between starts; delete it to begin anew

  Chat, in two more terminals:

    npm run chat -- --as ada${serverOption(url)}
    npm run chat -- --as bob${serverOption(url)}

  Ctrl-C stops it.
`;

async function main(): Promise<void> {
  const port = readPort(process.env["PORT"]);
  if (!(await isPortFree(port))) {
    process.stderr.write(`Port ${port} is taken. Choose another: PORT=8788 npm start\n`);
    process.exit(1);
  }
  const server = await startServer({ port, ...storage, web: true, mails: true });
  stopOnSignals(server);
  process.stdout.write(greeting(server.url, server.besideUrls.get(mailRoom) ?? ""));
}

await main();
