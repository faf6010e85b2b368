// Keeps one socket open to the server: opens it, watches it, reconnects when it ends, and stops when told or refused.
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { WelcomeFrame } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import { Heartbeat } from "./heartbeat.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { Renewal } from "./renewal.ts";
import { ReconnectPolicy } from "./reconnect-policy.ts";
import type { Runtime } from "../client/runtime.ts";
import { abnormalClosure, Socket, type IncomingFrame } from "./socket.ts";
import type { TokenKeeper } from "../http/token-keeper.ts";

export interface ConnectionHooks {
  /** Frames may be sent from now until `onLost`. */
  onWelcome(welcome: WelcomeFrame, send: (text: string) => void): void;
  onFrames(frames: readonly IncomingFrame[]): void;
  /** The socket stays, but nothing may be sent before `onResumed`, and what was under way is not answered. */
  onSuspended(): void;
  /** After `onSuspended`: as after `welcome`, frames may be sent again, and the first is a `sync`. */
  onResumed(welcome: WelcomeFrame, send: (text: string) => void): void;
  /** Called every 5 seconds while the socket is open. */
  onTick(nowMs: number): void;
  onLost(): void;
  onStatus(status: ConnectionStatus): void;
  onError(error: unknown): void;
}

/** The time allowed from opening the socket to `welcome`. */
const openTimeoutMs = 15_000;
/** The close code after `RATE_LIMITED` and `TOO_SLOW`. */
const tooFast = 4429;
/** With the close code 4409: another device has taken this one's place. */
const elsewhere = "SIGNED_IN_ELSEWHERE" satisfies ErrorCode;

export class Connection {
  readonly #runtime: Runtime;
  readonly #url: string;
  readonly #tokens: TokenKeeper;
  readonly #hooks: ConnectionHooks;
  readonly #policy: ReconnectPolicy;
  readonly #heartbeat: Heartbeat;
  readonly #renewal: Renewal;
  #status: ConnectionStatus = { state: "idle" };
  #socket: Socket | null = null;
  /** The last socket's. */
  #welcome: WelcomeFrame | null = null;
  #accessToken = "";
  /** True from a token refresh until a socket has caught up: a second refusal in between ends the session. */
  #renewed = false;
  #reconnectDelayMs = 0;
  #cancelTimer: () => void = () => {};
  /** Increases whenever an attempt in progress becomes obsolete. */
  #attempt = 0;

  constructor(runtime: Runtime, url: string, tokens: TokenKeeper, hooks: ConnectionHooks) {
    this.#runtime = runtime;
    this.#url = url;
    this.#tokens = tokens;
    this.#hooks = hooks;
    this.#policy = new ReconnectPolicy(runtime.random);
    this.#heartbeat = new Heartbeat(runtime, {
      // A connecting socket cannot send yet. Its silence is counted nevertheless.
      sendPing: () => {
        if (this.#status.state !== "connecting") this.#socket?.send("ping");
      },
      onDead: () => this.restart(),
      onTick: (nowMs) => {
        this.#renewal.tick(nowMs);
        hooks.onTick(nowMs);
      },
    });
    this.#renewal = new Renewal(tokens, {
      send: (text) => this.#socket?.send(text),
      onSuspended: () => hooks.onSuspended(),
      onResumed: () => this.#resumed(),
      onFailed: (error) => this.#notRenewed(error),
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

  /** Ends a socket that does not work as it should; the next attempt follows. */
  restart(): void {
    this.#socket?.abandon();
  }

  /** Checks now instead of later: the network came back, the app came to the front, or the device woke up. */
  probe(): void {
    if (this.#socket !== null) this.#heartbeat.probe();
    else if (this.#status.state === "waiting") this.#open();
  }

  /** Called at `sync-done`: the connection is live, and the delays of reconnecting start from the beginning again. */
  caughtUp(): void {
    if (this.#status.state !== "syncing") return;
    this.#renewed = false;
    this.#renewal.caughtUp();
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
    // Last, because a listener may call `stop`.
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
    this.#renewal.begin(accessToken);
    const socket: Socket = new Socket(this.#runtime, this.#url, accessToken, {
      onFrames: (frames, chars) => this.#receive(frames, chars),
      onPong: () => this.#heartbeat.pong(),
      onEnd: (closeCode, reason) => this.#ended(closeCode, reason),
    });
    this.#socket = socket;
    this.#cancelTimer = this.#runtime.setTimer(() => socket.abandon(), openTimeoutMs);
  }

  #receive(frames: readonly IncomingFrame[], chars: number): void {
    this.#heartbeat.received(chars);
    const [first] = frames;
    if (first !== undefined && isWelcome(first)) this.#welcomed(first);
    if (this.#socket === null) return;
    const others = this.#renewal.take(frames);
    if (others.length > 0 && this.#socket !== null) this.#hooks.onFrames(others);
  }

  #welcomed(welcome: WelcomeFrame): void {
    this.#cancelTimer();
    this.#welcome = welcome;
    this.#reconnectDelayMs = welcome.reconnectDelayMs;
    this.#heartbeat.start();
    this.#renewal.welcomed(welcome.features ?? []);
    this.#begin((send) => this.#hooks.onWelcome(welcome, send));
  }

  /** The socket was renewed after the server had stopped serving it. */
  #resumed(): void {
    const welcome = this.#welcome;
    if (welcome !== null) this.#begin((send) => this.#hooks.onResumed(welcome, send));
  }

  #begin(tell: (send: (text: string) => void) => void): void {
    this.#become({ state: "syncing" });
    if (this.#socket === null) return;
    try {
      tell((text) => this.#socket?.send(text));
    } catch (error) {
      this.#hooks.onError(error);
      this.restart();
    }
  }

  /** The server would close the socket. A fatal refusal has signed the device out. */
  #notRenewed(error: unknown): void {
    if (error instanceof KlatchError && error.class === "fatal") this.stop({ state: "stopped", code: error.code });
    else this.restart();
  }

  #ended(closeCode: number, reason: string): void {
    const wasWelcomed = this.#status.state !== "connecting";
    this.#socket = null;
    this.#renewal.end();
    this.#cancelTimer();
    this.#heartbeat.stop();
    this.#hooks.onLost();
    if (this.#status.state === "idle" || this.#status.state === "stopped") return;
    if (closeCode === 4401) this.#renew();
    else if (closeCode === 4403) this.stop({ state: "stopped", code: "FORBIDDEN" });
    else if (closeCode === 4409 && reason === elsewhere) this.#endSession(reason);
    else if (closeCode === 4409) this.stop({ state: "stopped", code: "REPLACED" });
    else this.#wait(closeCode, closeCode === tooFast && reason === "RATE_LIMITED" ? tooManyOf(wasWelcomed) : {});
  }

  /** The server has signed the device out and says why. */
  #endSession(code: ErrorCode): void {
    this.stop({ state: "stopped", code });
    this.#tokens.signedOut(code).catch((error: unknown) => this.#hooks.onError(error));
  }

  /** The server refused the token, which may only have expired. If it refuses a new one too, the device is signed out. */
  #renew(): void {
    if (!this.#renewed) {
      // If another caller has refreshed the token meanwhile, that token is tried first.
      const isRefresh = this.#tokens.session?.accessToken === this.#accessToken;
      const renewed = this.#tokens.renew(this.#accessToken).then((token) => {
        // Not before: a refresh without an answer has shown nothing.
        this.#renewed = isRefresh;
        return token;
      });
      this.#openWith(renewed);
      return;
    }
    this.#renewed = false;
    const refused = new KlatchError("NOT_AUTHENTICATED", "The server takes none of this device's tokens.");
    this.#openWith(this.#tokens.signedOut(refused.code).then(() => Promise.reject(refused)));
  }

  #couldNotOpen(error: unknown): void {
    if (error instanceof KlatchError && error.class === "fatal") this.stop({ state: "stopped", code: error.code });
    else {
      // Not a network failure: for example, the app's storage failed.
      if (!(error instanceof KlatchError)) this.#hooks.onError(error);
      this.#wait(abnormalClosure, error instanceof KlatchError ? refusalIn(error) : {});
    }
  }

  #wait(closeCode: number, refusal: Refusal): void {
    const retryInMs = Math.ceil(this.#policy.nextDelayMs(closeCode));
    this.#cancelTimer = this.#runtime.setTimer(() => this.#open(), retryInMs);
    this.#become({ state: "waiting", retryInMs, ...refusal });
  }

  #become(status: ConnectionStatus): void {
    this.#status = status;
    this.#hooks.onStatus(status);
  }
}

/** Why the server refused an attempt; empty if it did not. */
type Refusal = Pick<Extract<ConnectionStatus, { state: "waiting" }>, "code" | "limit">;

/** A refused upgrade is a socket that is closed before it is welcomed: a page sees no more of it than the close code. */
const tooManyOf = (wasWelcomed: boolean): Refusal => ({
  code: "RATE_LIMITED",
  limit: wasWelcomed ? "frames" : "sockets",
});

/** An error without a status is no answer of the server's. */
const refusalIn = ({ status, code, limit }: KlatchError): Refusal =>
  status === undefined ? {} : { code, ...(limit !== undefined && { limit }) };

const isWelcome = (frame: IncomingFrame): frame is WelcomeFrame => frame.type === "welcome";
