// Wraps SqlStorage and the alarm methods: counts rows read and written with the runtime's own numbers.
import { meter } from "./meter.ts";

/** An object by its class and hexadecimal id. */
export interface ObjectName {
  readonly className: string;
  readonly id: string;
}

const ownerOf = new WeakMap<object, ObjectName>();
const patched = new WeakSet<object>();
const alarmAt = new Map<string, ObjectName & { readonly at: number }>();

/** Alarms that are set and have not rung: the harness rings them by its clock. */
export const dueAlarms = (): readonly (ObjectName & { readonly at: number })[] => [...alarmAt.values()];

/** Call when the platform or the harness rings an alarm; it may be set again meanwhile. */
export function alarmRang(id: string): void {
  alarmAt.delete(id);
}

/** Counts every later statement and alarm of this object. Call it before the constructor reads anything. */
export function meterStorage(storage: DurableObjectStorage, owner: ObjectName): void {
  ownerOf.set(storage.sql, owner);
  ownerOf.set(storage, owner);
  patchOnce(storage.sql, "exec", (original) => {
    return function exec(this: SqlStorage, ...args: unknown[]): unknown {
      const cursor = original.apply(this as never, args) as SqlStorageCursor<Record<string, SqlStorageValue>>;
      const kind = `${ownerOf.get(this)?.className} ${tableOf(String(args[0]))}`;
      // Statements are read to their end before anything is awaited, so by then the cursor has counted all rows.
      queueMicrotask(() => {
        meter.add("rowsWritten", kind, cursor.rowsWritten);
        meter.add("rowsRead", kind, cursor.rowsRead);
      });
      return cursor;
    };
  });
  ownerOf.set(storage.kv, owner);
  // Each is a row, read or written.
  for (const [method, tally] of [
    ["put", "rowsWritten"],
    ["delete", "rowsWritten"],
    ["get", "rowsRead"],
  ] as const)
    patchOnce(storage.kv, method, (original) => {
      return function counted(this: SyncKvStorage, ...args: unknown[]): unknown {
        const name = ownerOf.get(this);
        if (name !== undefined) meter.add(tally, `${name.className} kv`, 1);
        return original.apply(this as never, args);
      };
    });
  patchOnce(storage, "setAlarm", (original) => {
    return function setAlarm(this: DurableObjectStorage, ...args: unknown[]): unknown {
      const name = ownerOf.get(this);
      if (name !== undefined) {
        meter.add("rowsWritten", `${name.className} alarm`, 1);
        alarmAt.set(name.id, { ...name, at: Number(args[0]) });
      }
      return original.apply(this as never, args);
    };
  });
}

export function meterSockets(): void {
  patchOnce(WebSocket.prototype, "send", (original) => {
    return function send(this: WebSocket, ...args: unknown[]): unknown {
      meter.addOne("socketMessagesOut");
      return original.apply(this as never, args);
    };
  });
}

/** The table of a statement; the era tables of a log count as one. */
export function tableOf(query: string): string {
  const name = /\b(?:into|update|from|table(?: if not exists)?)\s+"?([a-z_]+[a-z])/i.exec(query)?.[1];
  return name ?? "other";
}

type Method = (this: never, ...args: unknown[]) => unknown;

/** Patches the prototype that has the method: so it is counted for all objects of the kind. */
function patchOnce(object: object, name: string, wrap: (original: Method) => Method): void {
  let prototype: unknown = object;
  while (prototype !== null && !Object.hasOwn(prototype as object, name)) prototype = Object.getPrototypeOf(prototype);
  if (prototype === null) throw new Error(`nothing has a method ${name}`);
  const holder = prototype as Record<string, Method>;
  const original = holder[name] as Method;
  if (patched.has(original)) return;
  const metered = wrap(original);
  patched.add(metered);
  holder[name] = metered;
}
