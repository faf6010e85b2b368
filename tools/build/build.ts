// `npm run build`, and wrangler's `[build]`: the web client, ready to be served.
import { buildWeb } from "./build-web.ts";

// Our own bundles of the Worker are for servers without a web client, or with one that is built already.
if (process.env["KLATCH_WEB"] !== "as-it-is") await buildWeb();
