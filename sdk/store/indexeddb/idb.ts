// The part of IndexedDB that the store uses, with promises. The types are our own: the SDK is compiled without the DOM's.
export type IdbKey = string | readonly [string, number];

export interface IdbRequest<T> {
  readonly result: T;
  readonly error: unknown;
  addEventListener(type: string, listener: () => void): void;
}
export interface IdbCursor {
  readonly value: unknown;
  continue(): void;
}
export interface IdbObjectStore {
  get(key: IdbKey): IdbRequest<unknown>;
  put(value: unknown, key: IdbKey): IdbRequest<unknown>;
  /** @param query a key or a key range */
  delete(query: unknown): IdbRequest<unknown>;
  clear(): IdbRequest<unknown>;
  getAll(query?: unknown, count?: number): IdbRequest<unknown[]>;
  getAllKeys(query?: unknown, count?: number): IdbRequest<unknown[]>;
  count(query?: unknown): IdbRequest<number>;
  openCursor(query: unknown, direction: "prev"): IdbRequest<IdbCursor | null>;
}
export interface IdbTransaction {
  readonly error: unknown;
  objectStore(name: string): IdbObjectStore;
  abort(): void;
  addEventListener(type: string, listener: () => void): void;
}
export interface IdbOpenRequest extends IdbRequest<IdbDatabase> {
  readonly transaction: IdbTransaction | null;
}
export interface IdbDatabase {
  createObjectStore(name: string): unknown;
  transaction(names: string[], mode: "readonly" | "readwrite"): IdbTransaction;
  close(): void;
  addEventListener(type: string, listener: () => void): void;
}
export interface IdbFactory {
  open(name: string, version: number): IdbOpenRequest;
  deleteDatabase(name: string): IdbRequest<unknown>;
}
export interface IdbKeyRanges {
  bound(lower: IdbKey, upper: IdbKey, lowerOpen?: boolean, upperOpen?: boolean): unknown;
}

export function resultOf<T>(request: IdbRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(asError(request.error)));
  });
}

/** Resolves when the transaction is committed. Rejects if it was aborted: then nothing of it is stored. */
export function committed(transaction: IdbTransaction): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(asError(transaction.error)));
  });
  // A request may throw before anybody awaits this promise: the rejection must not count as unhandled.
  ended.catch(() => {});
  return ended;
}

/** The name of the error with which a database that somebody deleted is not opened. */
const databaseGone = "DatabaseGone";

/**
 * Opens a database with these object stores, whose keys are separate from their values.
 * @param mayMake false: it was open before, so if it is not there, somebody has deleted it, and it is not made again
 * @param onClosed called when the database was closed and has to be opened again
 * @throws Error of the name `DatabaseGone`
 */
export async function openDatabase(
  factory: IdbFactory,
  name: string,
  stores: readonly string[],
  { mayMake, onClosed }: { readonly mayMake: boolean; readonly onClosed: () => void },
): Promise<IdbDatabase> {
  const request = factory.open(name, 1);
  let isGone = false;
  request.addEventListener("upgradeneeded", () => {
    isGone = !mayMake;
    if (isGone) request.transaction?.abort();
    else for (const store of stores) request.result.createObjectStore(store);
  });
  const database = await resultOf(request).catch((error: unknown) => {
    throw isGone ? Object.assign(new Error("The database was deleted."), { name: databaseGone }) : error;
  });
  database.addEventListener("close", onClosed);
  // Closed at once, so that deleting or upgrading the database elsewhere does not wait for this tab.
  database.addEventListener("versionchange", () => {
    database.close();
    onClosed();
  });
  return database;
}

/** Resolves when it is deleted, or will be as soon as other tabs have closed it. */
export function deleteDatabase(factory: IdbFactory, name: string): Promise<void> {
  const request = factory.deleteDatabase(name);
  return new Promise((resolve, reject) => {
    request.addEventListener("blocked", () => resolve());
    resultOf(request).then(() => resolve(), reject);
  });
}

/** What IndexedDB says went wrong. */
export const asError = (cause: unknown): Error =>
  cause instanceof Error ? cause : new Error("IndexedDB failed.", { cause });
