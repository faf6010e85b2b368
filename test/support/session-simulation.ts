// One sign-in in the hands of two tabs and a thief, over a network that loses answers, before a session that crashes.
//
// What refreshes is the production code: the session's `Devices` and the SDK's `TokenKeeper`. This file only plays the
// network, the store that the tabs share, and the thief, by a seed. A violation is returned as a sentence; the seed that
// found it finds it again.
import { Random } from "../../lab/kit/random.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Devices } from "../../durable-objects/user-session/account/devices.ts";
import { errorRuleOf } from "../../schema/protocol/errors.ts";
import type { Tokens } from "../../schema/protocol/http-auth.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { DeviceGrant } from "../../schema/rpc/user-session.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { Turns } from "../../sdk/client/turns.ts";
import { ServerClock } from "../../sdk/connection/server-clock.ts";
import { AuthorizedHttp } from "../../sdk/http/authorized-http.ts";
import { HttpClient } from "../../sdk/http/http-client.ts";
import { TokenKeeper } from "../../sdk/http/token-keeper.ts";
import type { Session, SessionStore } from "../../sdk/store/session-store.ts";
import { FakeWorld, problem, session as anySession, type FakeAnswer, type FakeCall } from "./sdk-fakes.ts";
import { openSqlite } from "./sqlite.ts";

/** What is different from production; nothing in `production`. */
export interface Variant {
  /** SQL on the device's row before each refresh; `:now` is the time. */
  readonly beforeRefresh?: string;
  /** The same after a crash of the session. */
  readonly afterCrash?: string;
  /** A lost answer is not asked for again. */
  readonly asksOnce?: true;
  /** A tab reads what itself has stored, never what another one has. */
  readonly storeOfItsOwn?: true;
  /** Any refusal of a refresh ends the session. */
  readonly supersededEnds?: true;
}
export const production: Variant = {};

export interface Schedule {
  readonly hasThief: boolean;
  readonly hasLocks: boolean;
  /** The longest time for which answers are lost; by default much shorter than the server excuses. */
  readonly longestOutageMs?: number;
}

const windowMs = 60_000;
const lifeSeconds = 900;
type Holder = "owner" | "thief";

/** What the observer knows of a generation. */
interface Issued {
  firstAtMs: number;
  usedAtMs: number | null;
  readonly to: Set<Holder>;
}

export class SessionSimulation {
  readonly #random: Random;
  readonly #variant: Variant;
  readonly #schedule: Schedule;
  readonly #world = new FakeWorld();
  readonly #storage = openSqlite();
  #devices: Devices;
  readonly #issued = new Map<number, Issued>();
  /** The tabs' shared store, and the lock beside it. */
  #stored: Session | null = null;
  readonly #lock = new Turns();
  readonly #tabs: { readonly api: AuthorizedHttp; readonly keeper: TokenKeeper }[] = [];
  #signedOutBy: string | null = null;
  /** Until then, the network loses answers, or requests. */
  #outageUntilMs = 0;
  #stolen: { access: ReturnType<typeof readToken>; refresh: DeviceGrant } | null = null;
  #violation: string | null = null;
  readonly trace: string[] = [];

  constructor(seed: number, schedule: Schedule, variant: Variant) {
    this.#random = new Random(seed);
    this.#schedule = schedule;
    this.#variant = variant;
    migrate(this.#storage, { "user-session": userSessionMigrations });
    this.#devices = this.#restarted();
    this.#world.random = () => this.#random.next();
    this.#world.answer = (call) => this.#travel(call);
  }

  get #nowMs(): number {
    return this.#world.clock.nowMs;
  }

  async run(): Promise<string | null> {
    const { grant } = this.#devices.signIn({ platform: "web", name: "" });
    this.#note(grant, "owner");
    this.#stored = {
      ...anySession,
      deviceId: grant.deviceId,
      ...tokensOf(grant, this.#nowMs),
      expiresAtMs: this.#nowMs + lifeSeconds * 1_000,
    };
    for (let i = 0; i < 2; i++) await this.#openTab();
    for (let step = 0; step < 40; step++) {
      await this.#act();
      await this.#world.clock.advance(this.#random.between(1, this.#random.chance(0.3) ? 400_000 : 20_000));
    }
    await this.#calm();
    return this.#violation;
  }

  async #act(): Promise<void> {
    switch (this.#random.weighted({ use: 10, both: 4, outage: 3, crash: 2, thief: this.#schedule.hasThief ? 5 : 0 })) {
      case "use":
        return this.#use(this.#random.below(2));
      case "both":
        this.#use(0);
        return this.#use(1);
      case "outage":
        // An answer that is lost is asked for again while the server still excuses it.
        this.#outageUntilMs = this.#nowMs + this.#random.between(1_000, this.#schedule.longestOutageMs ?? 20_000);
        this.trace.push(`${this.#nowMs} outage`);
        return;
      case "crash":
        this.#devices = this.#restarted();
        if (this.#variant.afterCrash !== undefined) this.#sql(this.#variant.afterCrash);
        return;
      case "thief":
        this.#thieve();
    }
  }

  /** The network works and the owner is active: within three lives of a token, nobody may be left in between. */
  async #calm(): Promise<void> {
    this.#outageUntilMs = 0;
    for (let i = 0; i < 60; i++) {
      this.#use(i % 2);
      await this.#world.clock.advance(45_000);
    }
    const current = this.#row();
    if (this.#signedOutBy !== null && !this.#schedule.hasThief)
      this.#violated(`the owner was signed out (${this.#signedOutBy}), though there is no thief`);
    const isServed =
      current !== null && this.#stored !== null && readToken(this.#stored.refreshToken).generation === current;
    if (this.#signedOutBy === null && !isServed)
      this.#violated("the owner is locked out, and the session goes on without them");
    if (this.#signedOutBy !== null && current !== null) this.#violated("the owner is out, and the session goes on");
    for (const { keeper } of this.#tabs) keeper.close();
  }

  async #openTab(): Promise<void> {
    const { runtime } = this.#world;
    const clock = new ServerClock(runtime.now);
    const http = new HttpClient("http://server.test", runtime, clock);
    let own = this.#stored;
    const store: SessionStore = {
      load: () => Promise.resolve(this.#variant.storeOfItsOwn === true ? own : this.#stored),
      save: (session) => {
        own = session;
        this.#stored = session;
        return Promise.resolve();
      },
      ...(this.#schedule.hasLocks && { exclusively: (work) => this.#lock.run(work) }),
    };
    const keeper = new TokenKeeper({
      http,
      store,
      clock,
      runtime,
      onKept: () => {},
      isShared: () => this.#variant.storeOfItsOwn !== true,
      onSignedOut: (code) => {
        this.trace.push(`${this.#nowMs} signed out: ${code}`);
        this.#signedOutBy ??= code;
      },
      onEmptying: () => Promise.resolve(),
      onReplaced: () => {},
    });
    await keeper.restore();
    if (this.#variant.asksOnce === true) keeper.close();
    this.#tabs.push({ api: new AuthorizedHttp(http, keeper, () => true), keeper });
  }

  #use(tab: number): void {
    const { api, keeper } = this.#tabs[tab] ?? {};
    if (keeper === undefined || keeper.session === null) return;
    void api?.call("GET /api/devices", {}).catch(() => {});
  }

  #thieve(): void {
    const { clock } = this.#world;
    if (this.#stolen === null) {
      if (this.#stored === null) return;
      const { accessToken, refreshToken } = this.#stored;
      this.#stolen = { access: readToken(accessToken), refresh: readToken(refreshToken) };
      this.trace.push(`${clock.nowMs} stolen: ${refreshToken}`);
    } else if (this.#random.chance(0.5)) {
      const next = this.#refresh(this.#stolen.refresh, "thief");
      if (!("refusal" in next))
        this.#stolen = { access: { ...next, expiresAt: this.#nowMs + lifeSeconds * 1_000 }, refresh: next };
    } else this.#accept(this.#stolen.access, "thief");
  }

  // ---- the network

  async #travel(call: FakeCall): Promise<FakeAnswer> {
    await this.#delay(this.#random.between(5, 400));
    const isOut = this.#nowMs < this.#outageUntilMs;
    if (isOut && this.#random.chance(0.4)) throw new TypeError("lost on its way there");
    const answer = this.#handle(call);
    await this.#delay(this.#random.between(5, 400));
    if (isOut) throw new TypeError("lost on its way back");
    return answer;
  }

  #delay(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#world.clock.setTimer(resolve, ms));
  }

  #handle({ path, body, accessToken }: FakeCall): FakeAnswer {
    if (path === "/api/auth/refresh") {
      const next = this.#refresh(readToken((body as { refreshToken: string }).refreshToken), "owner");
      return "refusal" in next ? refusal(next) : { status: 200, body: tokensOf(next, this.#nowMs) };
    }
    const accepted = this.#accept(readToken(accessToken ?? ""), "owner");
    return accepted === null ? { status: 200, body: { items: [], next: null } } : refusal(accepted);
  }

  // ---- the session

  #restarted(): Devices {
    return new Devices(
      this.#storage.sql,
      { ...defaultLimits, loginPolicy: "coexist" },
      () => this.#nowMs,
      () => {},
    );
  }

  #refresh(grant: DeviceGrant, by: Holder): DeviceGrant | Refused {
    if (this.#variant.beforeRefresh !== undefined) this.#sql(this.#variant.beforeRefresh);
    const next = this.#devices.refresh(grant);
    this.trace.push(`${this.#nowMs} ${by} shows ${grant.generation}: ${"grant" in next ? "next" : next.refusal.code}`);
    if ("grant" in next) this.#note(next.grant, by);
    else if (this.#variant.supersededEnds === true) this.#devices.revoke(grant);
    return "grant" in next ? next.grant : next;
  }

  #accept(grant: ReturnType<typeof readToken>, by: Holder): Refused | null {
    if (grant.expiresAt < this.#nowMs) return refused("TOKEN_EXPIRED");
    if (this.#devices.accept(grant) === null) return refused("DEVICE_SIGNED_OUT");
    const issued = this.#issued.get(grant.generation);
    if (issued !== undefined) issued.usedAtMs ??= this.#nowMs;
    this.trace.push(`${this.#nowMs} ${by} uses ${grant.generation}`);
    return null;
  }

  /** Judges each issue: all of one generation within the window, and none after it was used. */
  #note({ generation }: DeviceGrant, to: Holder): void {
    const issued = this.#issued.get(generation) ?? { firstAtMs: this.#nowMs, usedAtMs: null, to: new Set() };
    this.#issued.set(generation, issued);
    issued.to.add(to);
    if (issued.usedAtMs !== null) this.#violated(`generation ${generation} was issued again after it was used`);
    if (this.#nowMs - issued.firstAtMs > windowMs) this.#violated(`generation ${generation} was issued again too late`);
  }

  /** The generation in force; null: the family has ended. */
  #row(): number | null {
    type Row = { family: string; generation: number };
    const [row] = this.#storage.sql.exec<Row>("SELECT family, generation FROM device").toArray();
    return row === undefined || row.family === "" ? null : row.generation;
  }

  #sql(statement: string): void {
    this.#storage.sql.exec(statement.replaceAll(":now", String(this.#nowMs)));
  }

  #violated(what: string): void {
    this.#violation ??= what;
  }
}

/** The tokens of a grant: what the Worker signs, here in plain text. They are made anew at each issue. */
function tokensOf({ deviceId, family, generation }: DeviceGrant, nowMs: number): Tokens {
  const text = [deviceId, family, generation, nowMs + lifeSeconds * 1_000].join(" ");
  return { accessToken: text, refreshToken: text, expiresIn: lifeSeconds };
}

/** `expiresAt`: of an access token. */
function readToken(token: string): DeviceGrant & { readonly expiresAt: number } {
  const [deviceId = "", family = "", generation = "", expiresAt = ""] = token.split(" ");
  return {
    deviceId: deviceId as DeviceGrant["deviceId"],
    family,
    generation: Number(generation),
    expiresAt: Number(expiresAt),
  };
}

const refusal = ({ refusal: { code, retryAfterMs } }: Refused): FakeAnswer => {
  const { status } = errorRuleOf(code);
  return { status, body: problem(status, code, retryAfterMs === undefined ? {} : { retryAfterMs }) };
};
