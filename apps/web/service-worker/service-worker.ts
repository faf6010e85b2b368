// Starts the client from what it keeps, with or without a network; everything that is not a file of the client passes by.
import { cacheName, fileFor, outdatedCaches, type Shell } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build (shell-plugin.ts). */
declare const klatchShell: Shell;

async function keepFiles(): Promise<void> {
  // Anew, so that the order of caches is that of versions, even when an earlier one comes back.
  await caches.delete(cacheName(klatchShell));
  const cache = await caches.open(cacheName(klatchShell));
  // Past the browser's own cache: files without a hash in their names must be of this very build.
  await cache.addAll(klatchShell.files.map((path) => new Request(path, { cache: "no-cache" })));
}

async function takeOver(): Promise<void> {
  const outdated = outdatedCaches(await caches.keys(), klatchShell);
  await Promise.all(outdated.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(path: string, request: Request): Promise<Response> {
  const own = await caches.open(cacheName(klatchShell));
  // A browser short of space may have thrown it away.
  return (await own.match(path)) ?? fetch(request);
}

/** A file of an earlier build, for a page that is still open; its name says which. */
async function earlier(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

const isHashed = (url: string): boolean => new URL(url).pathname.startsWith("/assets/");

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", ({ data }) => {
  // The person said so: until then the open pages go on with the build that they came with.
  if (data === "take over") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = fileFor(request, klatchShell, self.location.origin);
  if (path !== null) event.respondWith(answer(path, request));
  else if (request.url.startsWith(self.location.origin) && isHashed(request.url)) event.respondWith(earlier(request));
});
