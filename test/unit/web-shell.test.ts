// Which requests the service worker answers from what it keeps, and which builds it keeps.
import { expect, it } from "vitest";
import { leftOut, type BuiltChunk } from "../../apps/web/service-worker/left-out.ts";
import { loadedPart } from "../../apps/web/shell/loaded-part.ts";
import { cacheName, fileFor, newestFirst, outdatedCaches } from "../../apps/web/service-worker/shell.ts";

const origin = "https://klatch.test";
const shell = { version: "3", files: ["/", "/assets/main-1a.js", "/icons/icon.svg"] };

it.each([
  ["GET", "/", "/"],
  ["GET", "/#/c/direct_1", "/"],
  ["GET", "/?from=elsewhere", "/"],
  ["GET", "/assets/main-1a.js", "/assets/main-1a.js"],
])("[WEB-26] %s %s is answered with the file %s", (method, path, file) => {
  expect(fileFor({ method, url: origin + path }, shell, origin)).toBe(file);
});

it.each([
  ["GET", "/api/conversations"],
  ["POST", "/"],
  ["GET", "/ws"],
  ["GET", "/health"],
  ["GET", "/developers"],
  ["GET", "/assets/other.js"],
  ["GET", "/api/../nothing"],
])("[WEB-28] %s %s is the network's", (method, path) => {
  expect(fileFor({ method, url: origin + path }, shell, origin)).toBeNull();
});

it("[WEB-28] another server's files are the network's", () => {
  expect(fileFor({ method: "GET", url: "https://other.example/" }, shell, origin)).toBeNull();
});

it("[WEB-27] of earlier builds the last one is kept, for pages that are still open", () => {
  expect(
    outdatedCaches(
      [1, 2, 3].map((version) => cacheName({ ...shell, version: `${version}` })),
      shell,
    ),
  ).toEqual(["klatch-1"]);
  expect(outdatedCaches(["klatch-3", "of-somebody-else"], shell)).toEqual([]);
});

it("[WEB-108] a page starts with the newest build that is there", () => {
  expect(newestFirst(["klatch-1", "look", "klatch-3", "klatch-2"])).toEqual(["klatch-2", "klatch-3", "klatch-1"]);
});

it("[WEB-60] what only the page of operators needs is left out, whatever it shares with the rest", () => {
  const chunk = (facadeModuleId: string | null, more: Partial<BuiltChunk> = {}): BuiltChunk => ({
    facadeModuleId,
    isEntry: false,
    imports: [],
    dynamicImports: [],
    files: [],
    ...more,
  });
  const chunks = new Map([
    [
      "main.js",
      chunk("/index.html", { isEntry: true, imports: ["shared.js"], dynamicImports: ["admin.js", "settings.js"] }),
    ],
    ["settings.js", chunk("/settings.tsx", { imports: ["shared.js", "row.js"], files: ["settings.css"] })],
    ["shared.js", chunk(null, { files: ["shared.css"] })],
    ["row.js", chunk(null)],
    [
      "admin.js",
      chunk("/admin.tsx", {
        imports: ["main.js", "shared.js", "row.js", "table.js"],
        dynamicImports: ["chart.js"],
        files: ["admin.css"],
      }),
    ],
    ["table.js", chunk(null, { files: ["table.css"] })],
    ["chart.js", chunk("/chart.tsx", { imports: ["admin.js"] })],
    ["service-worker.js", chunk("/service-worker.ts", { isEntry: true })],
  ]);
  expect([...leftOut(chunks, (id) => id === "/admin.tsx")].toSorted()).toEqual([
    "admin.css",
    "admin.js",
    "chart.js",
    "table.css",
    "table.js",
  ]);
  expect(leftOut(chunks, () => false).size).toBe(0);
});

it("[WEB-161] a part of the page is loaded once, and again only after it could not be", async () => {
  let asked = 0;
  const part = loadedPart(async () => {
    asked += 1;
    if (asked === 1) throw new TypeError("no network");
    return "the part";
  });
  await expect(part.load()).rejects.toThrow("no network");
  expect(part.loaded.value).toBeNull();
  await Promise.all([part.load(), part.load()]);
  await part.load();
  expect(part.loaded.value).toBe("the part");
  expect(asked).toBe(2);
});
