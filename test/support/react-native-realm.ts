// A realm with no more than React Native gives a program: the language as Hermes has it, and a few platform functions.
import { createContext, Script, type Context } from "node:vm";
import { build } from "vite";
import { inRepository } from "../../tools/run/wrangler.ts";

/**
 * What Hermes lacks of the language, as of React Native 0.72 to 0.83. The realm has none of the platform's own functions, so
 * `crypto`, `TextEncoder`, `TextDecoder`, `structuredClone`, `DOMException`, `URL`, `Event`, `EventTarget`,
 * `BroadcastChannel` and `navigator.locks` are missing without being named here.
 */
const lacking = `
  for (const name of ["toSorted", "toReversed", "toSpliced", "with", "findLast", "findLastIndex"]) delete Array.prototype[name];
  for (const name of ["toSorted", "toReversed", "with", "findLast", "findLastIndex"]) delete Object.getPrototypeOf(Uint8Array).prototype[name];
  for (const name of ["union", "intersection", "difference", "isSubsetOf", "isSupersetOf", "isDisjointFrom"]) delete Set.prototype[name];
  for (const name of ["isWellFormed", "toWellFormed"]) delete String.prototype[name];
  const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  for (const name of Object.getOwnPropertyNames(iterator)) delete iterator[name];
  delete Object.groupBy;
  delete Map.groupBy;
  delete Array.fromAsync;
  delete Promise.withResolvers;
  delete Promise.try;
  delete Intl.Segmenter;
  for (const name of ["Iterator", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"]) delete globalThis[name];
`;

/** A bundle of the module, whose exports are the global `name`. */
async function bundle(entry: string, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: false, target: "es2022", lib: { entry, name, formats: ["iife"] } },
  });
  const [output] = Array.isArray(result) ? result : [];
  const chunk = output?.output.find((part) => part.type === "chunk");
  if (chunk?.type !== "chunk") throw new Error("one build gives one script");
  return chunk.code;
}

type Listener = (event: object) => void;

/** React Native's signals are not the platform's own, and its events have few fields. */
class RealmWebSocket {
  readonly #socket: WebSocket;

  constructor(url: string, protocols: string[]) {
    this.#socket = new WebSocket(url, protocols);
  }
  send(data: string): void {
    this.#socket.send(data);
  }
  close(code?: number): void {
    this.#socket.close(code);
  }
  addEventListener(type: "message" | "close" | "error", listener: Listener): void {
    this.#socket.addEventListener(type, (event) => {
      listener({ type, ...("data" in event && { data: event.data }), ...("code" in event && { code: event.code }) });
    });
  }
}

interface RealmRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: { readonly aborted: boolean; addEventListener(type: "abort", listener: () => void): void };
}

async function realmFetch(url: string, { signal, ...request }: RealmRequest): Promise<object> {
  const abort = new AbortController();
  signal.addEventListener("abort", () => abort.abort());
  const response = await fetch(url, { ...request, signal: abort.signal });
  return {
    status: response.status,
    headers: { get: (name: string) => response.headers.get(name) },
    text: () => response.text(),
  };
}

/** @returns a realm in which `klatch` is the SDK, whose source is bundled from `entry` */
export async function makeReactNativeRealm(entry: string): Promise<Context> {
  const realm = createContext({
    console,
    setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
    clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    queueMicrotask,
    fetch: realmFetch,
    WebSocket: RealmWebSocket,
    navigator: { product: "ReactNative" },
  });
  const globals = inRepository("test", "support", "react-native-globals.ts");
  const [abortController, klatch] = await Promise.all([bundle(globals, "abortController"), bundle(entry, "klatch")]);
  const aborting = "globalThis.AbortController = abortController.AbortController; globalThis.window = globalThis;";
  for (const code of [lacking, abortController, aborting, klatch]) new Script(code).runInContext(realm);
  return realm;
}
