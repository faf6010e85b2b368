// An actor's class with a meter around every entry the platform has to it: calls, alarms, socket messages, upgrades.
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../../durable-objects/runtime/env.ts";
import { meterEnv } from "./meter-env.ts";
import { fillFormers } from "./fill-formers.ts";
import { fillLog } from "./fill-log.ts";
import { ActorMeter, meter } from "./meter.ts";
import { alarmRang, meterStorage } from "./meter-storage.ts";

type Actor = Rpc.DurableObjectBranded & { alarm?(): Promise<void> };
type ActorClass = new (ctx: DurableObjectState, env: Env) => Actor;
type Method = (this: object, ...args: unknown[]) => unknown;

/** What the harness asks of an actor, beside what the app does. */
export interface BenchRpc {
  /** As the platform does it when the time has come; another alarm may be set meanwhile. */
  benchRing(): Promise<void>;
  /** Size of the object's database, in bytes. */
  benchBytes(): Promise<number>;
  /** Conversations only: adds so many events behind the log's back; the object must start anew before it is used. */
  benchFill(events: number): Promise<void>;
  /** Groups only: so many have been in it before. */
  benchFormers(count: number): Promise<void>;
}

const idOf = new WeakMap<object, string>();
const actorMeters = new WeakMap<object, ActorMeter>();

export function meteredActor<Class extends ActorClass>(base: Class, className: string): Class {
  const Base = base as ActorClass;
  class Metered extends Base {
    readonly #storage: DurableObjectStorage;

    constructor(ctx: DurableObjectState, env: Env) {
      meterStorage(ctx.storage, { className, id: ctx.id.toString() });
      super(ctx, meterEnv(env));
      this.#storage = ctx.storage;
      idOf.set(this, ctx.id.toString());
      actorMeters.set(this, new ActorMeter(className));
    }

    async benchRing(): Promise<void> {
      await this.#storage.deleteAlarm();
      await this.alarm?.();
    }

    async benchBytes(): Promise<number> {
      return this.#storage.sql.databaseSize;
    }

    async benchFill(events: number): Promise<void> {
      fillLog(this.#storage, events);
    }

    async benchFormers(count: number): Promise<void> {
      fillFormers(this.#storage, count);
    }
  }
  for (const [name, method] of methodsOf(Base.prototype)) {
    const metered: Method = function (...args) {
      if (name === "alarm") alarmRang(idOf.get(this) ?? "");
      countEntry(className, name);
      const actor = actorMeters.get(this);
      return actor === undefined ? method.apply(this, args) : actor.run(() => method.apply(this, args));
    };
    Object.defineProperty(Metered.prototype, name, { value: metered, configurable: true, writable: true });
  }
  return Metered as unknown as Class;
}

/** By name, of the class and what it extends, but not of the platform's. */
function methodsOf(prototype: object): ReadonlyMap<string, Method> {
  const base = Object.getPrototypeOf(prototype) as object;
  const methods = new Map(base === DurableObject.prototype ? [] : methodsOf(base));
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    if (name !== "constructor" && typeof value === "function") methods.set(name, value as Method);
  return methods;
}

function countEntry(className: string, name: string): void {
  if (name === "webSocketMessage") meter.addOne("socketMessagesIn");
  // Not billed: the end of a request that was.
  else if (name !== "webSocketClose" && name !== "webSocketError")
    meter.add("objectRequests", `${className}.${name}`, 1);
}
