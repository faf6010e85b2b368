// Builds the gallery as the client is built, into dist/gallery, which no Worker serves.
import { join } from "node:path";
import { defineConfig } from "vite";
import { layersPlugin } from "../style/layers-plugin.ts";
import base from "../vite.config.ts";

export default defineConfig({
  ...base,
  // Without the service worker.
  plugins: [layersPlugin()],
  publicDir: false,
  build: {
    ...base.build,
    outDir: "../../dist/gallery",
    rolldownOptions: {
      // Not split as the client is.
      checks: { moduleLevelDirective: false },
      input: join(import.meta.dirname, "gallery", "index.html"),
    },
  },
});
