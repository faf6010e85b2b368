// How the web client is built: `apps/web/` becomes files that the Worker serves, their names holding a hash of what is in them.
import { defineConfig } from "vite";
import { shellPlugin } from "./service-worker/shell-plugin.ts";

/** Where `npx vite apps/web` finds the API: a server started with `npm start`. */
const server = process.env["KLATCH_URL"] ?? "http://localhost:8787";

export default defineConfig({
  root: import.meta.dirname,
  // virtua knows React only; preact/compat is that.
  resolve: {
    alias: {
      "react/jsx-runtime": "preact/jsx-runtime",
      "react-dom": "preact/compat",
      react: "preact/compat",
    },
  },
  plugins: [shellPlugin()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // Inlined, they would be `data:` addresses, which the policy forbids to scripts and styles.
    assetsInlineLimit: 0,
    // Every browser of that target preloads modules by itself; the stand-in would be one more script.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // virtua's "use client" says something to servers that render React; there is none.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  server: { proxy: { "/api": server, "/ws": { target: server, ws: true } } },
});
