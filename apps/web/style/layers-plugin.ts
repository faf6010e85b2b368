// The Vite plugin that puts the order of the layers before each CSS file: built files come in any order, and the first
// that names a layer settles its place.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

export function layersPlugin(): Plugin {
  const order = readFileSync(join(import.meta.dirname, "layers.css"), "utf8").trim();
  return {
    name: "klatch-layers",
    // Before the plugin that compiles CSS.
    enforce: "pre",
    transform: (code, id) => (id.endsWith(".css") ? { code: `${order}\n${code}`, map: null } : null),
  };
}
