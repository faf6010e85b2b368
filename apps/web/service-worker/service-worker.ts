// The service worker: answers requests for the client's files from its cache, with or without a network. It leaves all
// other requests alone.
import { dressed, isLook, lookCache, lookPath, type Look } from "../first-paint/look.ts";
import { startNotifying } from "./notify.ts";
import { cacheName, fileFor, newestFirst, outdatedCaches, type Shell } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;
/** Inserted by the build (shell-plugin.ts). */
declare const klatchShell: Shell;

async function keepFiles(): Promise<void> {
  // Made new, so that caches are in the order of versions, even if an earlier version is deployed again.
  await caches.delete(cacheName(klatchShell));
  const cache = await caches.open(cacheName(klatchShell));
  // Bypasses the browser's cache, because files without a hash in their names must be of this build.
  await cache.addAll(klatchShell.files.map((path) => new Request(path, { cache: "no-cache" })));
}

async function takeOver(): Promise<void> {
  const outdated = outdatedCaches(await caches.keys(), klatchShell);
  await Promise.all(outdated.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(path: string, request: Request): Promise<Response> {
  // A browser that is short of space may have deleted the file.
  const file = (await kept(path)) ?? (await fetch(request));
  return path === "/" ? asLastSeen(file) : file;
}

async function kept(path: string): Promise<Response | undefined> {
  const waits = self.registration.waiting !== null;
  for (const name of waits ? newestFirst(await caches.keys()) : [cacheName(klatchShell)]) {
    const file = await caches.match(path, { cacheName: name });
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The page, so that what it paints first is what this person left. */
async function asLastSeen(page: Response): Promise<Response> {
  const note = await caches.match(lookPath, { cacheName: lookCache });
  const look: unknown = await note?.json();
  if (!isLook(look) || !page.ok) return page;
  return new Response(dressed(await page.text(), look), { headers: page.headers });
}

let keeping: Promise<void> = Promise.resolve();

/** One after the other: the last that a page told stays. */
function keepLook(look: Look): Promise<void> {
  keeping = keeping
    .catch(() => {}) // no space for the one before
    .then(async () => (await caches.open(lookCache)).put(lookPath, Response.json(look)));
  return keeping;
}

/** Answers with a hashed file of an earlier build, for a page that is still open. */
async function earlier(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

const isHashed = (url: string): boolean => new URL(url).pathname.startsWith("/assets/");

startNotifying();
self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  const data: unknown = event.data;
  if (isLook(data)) event.waitUntil(keepLook(data));
  // A page has just started with this build, or is about to. Other open pages keep the build that they were loaded with.
  if (data === "take over") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = fileFor(request, klatchShell, self.location.origin);
  if (path !== null) event.respondWith(answer(path, request));
  else if (request.url.startsWith(self.location.origin) && isHashed(request.url)) event.respondWith(earlier(request));
});
