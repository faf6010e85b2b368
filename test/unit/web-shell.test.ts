// Which requests the service worker answers from what it keeps, and which builds it keeps.
import { expect, it } from "vitest";
import { cacheName, fileFor, outdatedCaches } from "../../apps/web/service-worker/shell.ts";

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
