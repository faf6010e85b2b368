// Keeps one socket open to the server: opens it, watches it, opens the next one when it ends, and knows when to stop.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { WelcomeFrame } from "../../schema/protocol/sync.ts";
import { Heartbeat } from "./heartbeat.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { ReconnectPolicy } from "./reconnect-policy.ts";
import type { Runtime } from "../client/runtime.ts";
import { abnormalClosure, Socket, type IncomingFrame } from "./socket.ts";
import type { TokenKeeper } from "../http/token-keeper.ts";

/**
 * `idle`: not asked to connect; `connecting`; `syncing`: the socket is open and catching up; `live`: everything
 * arrives as it happens; `waiting`: for the next attempt, in `retryInMs`; `stopped`: for good, `code` says why
 * (`REPLACED`, `FORBIDDEN`, or why the device is signed out).
 */
export type ConnectionStatus =
  | { readonly state: "idle" | "connecting" | "syncing" | "live" }
  | { readonly state: "waiting"; readonly retryInMs: number }
  | { readonly state: "stopped"; readonly code: ErrorCode };

export interface ConnectionHooks {
  /** Frames may be sent from now until `onLost`. */
  onWelcome(welcome: WelcomeFrame, send: (text: string) => void): void;
  onFrames(frames: readonly IncomingFrame[]): void;
  /** Every few seconds while the socket is open. */
  onTick(nowMs: number): void;
  onLost(): void;
  onStatus(status: ConnectionStatus): void;
  onError(error: unknown): void;
}

/** From opening to `welcome`. */
const openTimeoutMs = 15_000;

export class Connection {
  readonly #runtime: Runtime;
  readonly #url: string;
  readonly #tokens: TokenKeeper;
  readonly #hooks: ConnectionHooks;
  readonly #policy: ReconnectPolicy;
  readonly #heartbeat: Heartbeat;
  #status: ConnectionStatus = { state: "idle" };
  #socket: Socket | null = null;
  #accessToken = "";
  /** The token was refreshed and no socket has caught up since. */
  #renewed = false;
  #reconnectDelayMs = 0;
  #cancelTimer: () => void = () => {};
  /** Changes with everything that makes an attempt under way pointless. */
  #attempt = 0;

  constructor(runtime: Runtime, url: string, tokens: TokenKeeper, hooks: ConnectionHooks) {
    this.#runtime = runtime;
    this.#url = url;
    this.#tokens = tokens;
    this.#hooks = hooks;
    this.#policy = new ReconnectPolicy(runtime.random);
    this.#heartbeat = new Heartbeat(runtime, {
      // One that is still connecting takes nothing yet; that it stays silent counts all the same.
      sendPing: () => {
        if (this.#status.state !== "connecting") this.#socket?.send("ping");
      },
      onDead: () => this.restart(),
      onTick: (nowMs) => hooks.onTick(nowMs),
    });
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  start(): void {
    if (this.#status.state === "idle" || this.#status.state === "stopped") this.#open();
  }

  /** Ends the socket and all attempts. */
  stop(status: ConnectionStatus = { state: "idle" }): void {
    this.#attempt++;
    this.#cancelTimer();
    const socket = this.#socket;
    this.#become(status);
    socket?.abandon();
  }

  /** The socket does not do what it should: the next one may. */
  restart(): void {
    this.#socket?.abandon();
  }

  /** There is reason to look now: the network came back, the app came to the front, the device woke. */
  probe(): void {
    if (this.#socket !== null) this.#heartbeat.probe();
    else if (this.#status.state === "waiting") this.#open();
  }

  /** `sync-done`: the socket has proved itself. */
  caughtUp(): void {
    if (this.#status.state !== "syncing") return;
    this.#renewed = false;
    this.#policy.succeeded(this.#reconnectDelayMs);
    this.#become({ state: "live" });
  }

  #open(): void {
    this.#cancelTimer();
    this.#openWith(this.#tokens.accessToken());
  }

  #openWith(token: Promise<string>): void {
    const attempt = ++this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt;
    void this.#openWhenReady(token, isCurrent);
    // Last: a listener may call `stop`.
    this.#become({ state: "connecting" });
  }

  async #openWhenReady(token: Promise<string>, isCurrent: () => boolean): Promise<void> {
    try {
      const accessToken = await token;
      if (isCurrent()) this.#openSocket(accessToken);
    } catch (error) {
      if (isCurrent()) this.#couldNotOpen(error);
    }
  }

  #openSocket(accessToken: string): void {
    this.#accessToken = accessToken;
    const socket: Socket = new Socket(this.#runtime, this.#url, accessToken, {
      onFrames: (frames, chars) => this.#receive(frames, chars),
      onPong: () => this.#heartbeat.pong(),
      onEnd: (closeCode) => this.#ended(closeCode),
    });
    this.#socket = socket;
    this.#cancelTimer = this.#runtime.setTimer(() => socket.abandon(), openTimeoutMs);
  }

  #receive(frames: readonly IncomingFrame[], chars: number): void {
    this.#heartbeat.heard(chars);
    const [first] = frames;
    if (first !== undefined && isWelcome(first)) this.#welcomed(first);
    if (this.#socket !== null) this.#hooks.onFrames(frames);
  }

  #welcomed(welcome: WelcomeFrame): void {
    this.#cancelTimer();
    this.#reconnectDelayMs = welcome.reconnectDelayMs;
    this.#heartbeat.start();
    this.#become({ state: "syncing" });
    if (this.#socket !== null) this.#hooks.onWelcome(welcome, (text) => this.#socket?.send(text));
  }

  #ended(closeCode: number): void {
    this.#socket = null;
    this.#cancelTimer();
    this.#heartbeat.stop();
    this.#hooks.onLost();
    if (this.#status.state === "idle" || this.#status.state === "stopped") return;
    if (closeCode === 4401) this.#renew();
    else if (closeCode === 4403) this.stop({ state: "stopped", code: "FORBIDDEN" });
    else if (closeCode === 4409) this.stop({ state: "stopped", code: "REPLACED" });
    else this.#wait(closeCode);
  }

  /** Not authenticated: the token may only have expired. A new one that is refused as well ends it. */
  #renew(): void {
    if (!this.#renewed) {
      // Where somebody else has refreshed it meanwhile, that one is tried first.
      this.#renewed = this.#tokens.session?.accessToken === this.#accessToken;
      this.#openWith(this.#tokens.renew(this.#accessToken));
      return;
    }
    this.#renewed = false;
    const refused = new KlatchError("NOT_AUTHENTICATED", "The server takes none of this device's tokens.");
    this.#openWith(this.#tokens.signedOut(refused.code).then(() => Promise.reject(refused)));
  }

  #couldNotOpen(error: unknown): void {
    if (error instanceof KlatchError && error.class === "fatal") this.stop({ state: "stopped", code: error.code });
    else {
      // Not the network's fault but, say, that of the app's storage.
      if (!(error instanceof KlatchError)) this.#hooks.onError(error);
      this.#wait(abnormalClosure);
    }
  }

  #wait(closeCode: number): void {
    const retryInMs = Math.ceil(this.#policy.nextDelayMs(closeCode));
    this.#cancelTimer = this.#runtime.setTimer(() => this.#open(), retryInMs);
    this.#become({ state: "waiting", retryInMs });
  }

  #become(status: ConnectionStatus): void {
    this.#status = status;
    this.#hooks.onStatus(status);
  }
}

const isWelcome = (frame: IncomingFrame): frame is WelcomeFrame => frame.type === "welcome";
