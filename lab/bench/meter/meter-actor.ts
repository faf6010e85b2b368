// Wraps an actor's class with a meter on every platform entry: calls, alarms, socket messages, upgrades.
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

/** Calls of the harness to an actor, beside those of the app. */
export interface BenchRpc {
  /** Rings the alarm like the platform does at its time; another alarm may be set meanwhile. */
  benchRing(): Promise<void>;
  /** Size of the object's database, in bytes. */
  benchBytes(): Promise<number>;
  /** Conversations only: adds events directly to storage. The object must restart before it is used. */
  benchFill(events: number): Promise<void>;
  /** Groups only: adds former members directly to storage. */
  benchFormers(count: number): Promise<void>;
}

type MeteredClass = new (ctx: DurableObjectState, env: Env) => Actor & BenchRpc;

type MeteredNamespace<Namespace> =
  Namespace extends DurableObjectNamespace<infer Calls> ? DurableObjectNamespace<Calls & BenchRpc> : never;

/** The bindings of wrangler.toml here lead to metered actors. */
export interface MeteredEnv extends Env {
  readonly USER_SESSION: MeteredNamespace<Env["USER_SESSION"]>;
  readonly CONVERSATION: MeteredNamespace<Env["CONVERSATION"]>;
  readonly GROUP: MeteredNamespace<Env["GROUP"]>;
  readonly FLEET: MeteredNamespace<Env["FLEET"]>;
  readonly SHARED_FILE: MeteredNamespace<Env["SHARED_FILE"]>;
  readonly EQUAL_FILES: MeteredNamespace<Env["EQUAL_FILES"]>;
}

const idOf = new WeakMap<object, string>();
const actorMeters = new WeakMap<object, ActorMeter>();

export function meteredActor(Base: ActorClass, className: string): MeteredClass {
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
  return Metered;
}

/** Methods that an actor calls itself, and no platform entry: what they return is no promise. */
const ownSteps: ReadonlySet<string> = new Set(["constructor", "start", "make", "makeCore"]);

/** The methods of a class and its base classes by name, without those of the platform. */
function methodsOf(prototype: object): ReadonlyMap<string, Method> {
  const base = Object.getPrototypeOf(prototype) as object;
  const methods = new Map(base === DurableObject.prototype ? [] : methodsOf(base));
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    if (!ownSteps.has(name) && typeof value === "function") methods.set(name, value as Method);
  return methods;
}

function countEntry(className: string, name: string): void {
  if (name === "webSocketMessage") meter.addOne("socketMessagesIn");
  // Not billed: it belongs to a request that was billed already.
  else if (name !== "webSocketClose" && name !== "webSocketError")
    meter.add("objectRequests", `${className}.${name}`, 1);
}
