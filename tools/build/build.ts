// `npm run build`, and wrangler's `[build]`: builds the web client.
import { buildWeb } from "./build-web.ts";

// Our own bundles of the Worker are for servers without a web client, or with one that is already built.
if (process.env["KLATCH_WEB"] === "as-it-is") console.log("The web client is left as it is: KLATCH_WEB=as-it-is.");
else await buildWeb();
