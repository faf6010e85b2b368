// Builds the web client: `apps/web/` becomes files that the Worker serves, whose names contain a hash of their content.
import { join } from "node:path";
import { defineConfig } from "vite";
import { layersPlugin } from "./style/layers-plugin.ts";
import { firstPaintPlugin } from "./first-paint/first-paint-plugin.ts";
import { shellPlugin } from "./service-worker/shell-plugin.ts";

/** The API server for `npx vite apps/web`, started with `npm start`. */
const server = process.env["KLATCH_URL"] ?? "http://localhost:8787";

/** Not the service worker's: it must stay one file, and would import a chunk that has a module of its. */
const isOfPage = (id: string): boolean =>
  !/\/service-worker\/(service-worker|shell|notify|pushed|replies)\.ts$|\/look\.ts$/.test(id);

interface Modules {
  readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

/** Whether a part of the page cannot begin without a module. */
const isNeededBy =
  (path: string) =>
  (id: string, modules: Modules): boolean => {
    const needed = new Set([join(import.meta.dirname, path)]);
    for (const each of needed) for (const next of modules.getModuleInfo(each)?.importedIds ?? []) needed.add(next);
    return needed.has(id);
  };
const isOfFrame = isNeededBy("shell/shell.tsx");
const isOfText = isNeededBy("../text/preview-text.ts");
const isOfConversation = isNeededBy("conversation/conversation-pane.tsx");
/** Needed when something fails, and then without a network, where not every page has a service worker: `loadSpareParts`. */
const spare = [
  "banner/storage-bar.ts",
  "settings/sign-out-dialog.tsx",
  "sign-in/unsent-messages.tsx",
  "ui/later-icon-paths.ts",
].map(isNeededBy);

export default defineConfig({
  root: import.meta.dirname,
  // virtua imports React, which preact/compat replaces.
  resolve: {
    alias: {
      "react/jsx-runtime": "preact/jsx-runtime",
      "react-dom": "preact/compat",
      react: "preact/compat",
    },
  },
  plugins: [firstPaintPlugin(), layersPlugin(), shellPlugin()],
  // The table of look-alikes is one text to parse: as exports of its own, each entry would double it (61 KB of gzip, not 28).
  json: { namedExports: false },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // Not inlined, because the Content-Security-Policy forbids `data:` addresses for scripts and styles.
    assetsInlineLimit: 0,
    // All browsers of that target support module preload, so no polyfill is needed.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // virtua's "use client" is for servers that render React, of which there is none here.
    rolldownOptions: {
      checks: { moduleLevelDirective: false },
      // One file of what the sign-in needs, one of what the frame needs beside it, one of what reads marks in texts, and
      // one of what an open conversation needs beside all: each of a few hundred bytes would cost a request. The service worker is another.
      output: {
        codeSplitting: {
          groups: [
            // A module that several need is in the first of them, because of its group's priority.
            { name: "start", tags: ["$initial"], test: isOfPage, priority: 4 },
            { name: (id, modules) => (isOfFrame(id, modules) ? "frame" : null), priority: 3, debugName: "frame" },
            { name: (id, modules) => (isOfText(id, modules) ? "text" : null), priority: 2, debugName: "text" },
            {
              name: (id, modules) => (isOfConversation(id, modules) ? "conversation" : null),
              priority: 1,
              debugName: "conversation",
            },
            {
              name: (id, modules) => (spare.some((isOf) => isOf(id, modules)) ? "spare" : null),
              priority: 0,
              debugName: "spare",
            },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": server, "/ws": { target: server, ws: true } } },
});
