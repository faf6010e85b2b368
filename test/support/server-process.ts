// A server in a process of its own, so that a test can kill it: `node server-process.ts <ServerOptions as JSON>`.
import { mailRoom } from "../../tools/run/mail-room.ts";
import { startServer, type ServerOptions } from "../../tools/run/serve.ts";

const options = JSON.parse(process.argv[2] ?? "") as ServerOptions;
const { url, besideUrls } = await startServer(options);
process.stdout.write(`listening on ${url} ${besideUrls.get(mailRoom) ?? ""}\n`);
