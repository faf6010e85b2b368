// Makes the storage of every test in workerd refuse what the platform's would: rows that are too large, in objects and D1.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { checkRow } from "./platform-limits.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;

const limited = Symbol.for("klatch limits of storage");

/** Where the method lies, on the prototype that all of the kind share; the runtime outlives a test file. */
function limit(instance: object, name: string, check: (args: readonly unknown[]) => void): void {
  const prototype = Object.getPrototypeOf(instance) as Record<string | symbol, unknown>;
  if (prototype[limited] === true) return;
  const original = prototype[name] as Method;
  const checked: Method = function (...args) {
    check(args);
    return original.apply(this, args);
  };
  prototype[name] = checked;
  prototype[limited] = true;
}

limit(env.DIRECTORY.prepare("SELECT 1"), "bind", checkRow);
const anyObject: DurableObjectStub = env.USER_SESSION.get(env.USER_SESSION.newUniqueId());
await runInDurableObject(anyObject, (_, { storage }) =>
  limit(storage.sql, "exec", ([, ...bindings]) => checkRow(bindings)),
);
