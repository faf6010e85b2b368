// All open sockets of a user: accepted, restored after hibernation, closed when a device is signed out or has too many.
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { serverFeatures } from "../../schema/protocol/features.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits, type Limits } from "../../schema/protocol/limits.ts";
import { protocolName } from "../../schema/protocol/version.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import type { Caller, SignInEnd } from "../../schema/rpc/user-session.ts";
import { closeSocket } from "./close-socket.ts";
import { reconnectWindowMs } from "./reconnect-window.ts";
import { Socket } from "./socket.ts";
import { UnreadTotal } from "./unread-total.ts";

/** How long a socket without authorisation stays open for a `renew`. It is closed when it is touched later. */
const renewalMs = 60_000;

/** Whom a new socket belongs to, and when its authorisation ends (ms since 1970). */
export interface SocketOwner {
  readonly deviceId: DeviceId;
  readonly family: string;
  readonly authUntil: number;
}

interface Upgrade {
  readonly byProtocol: boolean;
  readonly fleetSockets: number;
}

export class SocketSet {
  readonly #ctx: DurableObjectState;
  readonly #userId: UserId;
  readonly #limits: Limits;
  readonly #endOf: (signIn: Pick<Caller, "deviceId" | "family">) => SignInEnd | null;
  readonly #changed: () => void;
  readonly #sockets = new Map<WebSocket, Socket>();
  readonly #unread: UnreadTotal;

  /**
   * Sockets survive hibernation. One whose sync was interrupted is closed, and its client connects anew.
   *
   * @param endOf null if a sign-in is in force; else why it is not
   * @param changed called when there are more or fewer open sockets
   */
  constructor(
    ctx: DurableObjectState,
    userId: UserId,
    limits: Limits,
    endOf: (signIn: Pick<Caller, "deviceId" | "family">) => SignInEnd | null,
    changed: () => void,
  ) {
    this.#endOf = endOf;
    this.#changed = changed;
    this.#ctx = ctx;
    this.#userId = userId;
    this.#limits = limits;
    this.#unread = new UnreadTotal(limits.LIMIT_UNREAD_BYTES_PER_USER, limits.LIMIT_UNREAD_BYTES);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    for (const ws of ctx.getWebSockets()) {
      const attachment = ws.deserializeAttachment() as SocketAttachment | null;
      const socket = attachment === null ? null : this.#socketOf(ws, attachment);
      // Closed already, and kept by the platform for what its client has not read.
      if (ws.readyState === WebSocket.CLOSING || ws.readyState === WebSocket.CLOSED) continue;
      if (socket === null || socket.phase === "syncing" || attachment?.hasUntold === true)
        closeSocket(ws, 1012, "sync again");
      else this.#sockets.set(ws, socket);
    }
  }

  get(ws: WebSocket): Socket | undefined {
    return this.#sockets.get(ws);
  }

  isOpen(socket: Socket): boolean {
    return this.#sockets.get(socket.ws) === socket;
  }

  /**
   * The sockets that have begun to sync and are authorised; others get nothing. Call it when there is something to give:
   * a socket whose authorisation has run out is told so.
   */
  listeners(): Socket[] {
    const listening: Socket[] = [];
    // A socket that is closed meanwhile leaves the map, which its iterator allows.
    for (const socket of this.#sockets.values()) {
      const { phase, askedAt } = socket;
      if ((phase !== "new" || askedAt !== undefined) && this.admits(socket)) listening.push(socket);
    }
    return listening;
  }

  /**
   * Judges a socket before a frame of it is carried out or something is given to it. No timer does: an idle socket costs
   * nothing, whether it is authorised or not.
   */
  admits(socket: Socket): boolean {
    const now = Date.now();
    if (!this.isOpen(socket)) return false;
    const ended = this.#endOf(socket.signIn);
    if (ended !== null) this.close(socket, ended);
    // The version before did not note by which sign-in the socket was opened, so that no token can renew it.
    else if (socket.signIn.family === undefined) this.close(socket, "TOKEN_EXPIRED");
    else if (socket.isAuthorised(now)) return true;
    else this.#askForRenewal(socket, now);
    return false;
  }

  #askForRenewal(socket: Socket, now: number): void {
    const { askedAt } = socket;
    if (askedAt === undefined) socket.requireAuth(now);
    // The clock may have been set back.
    const isOver = askedAt !== undefined && Math.abs(now - askedAt) >= renewalMs;
    if (isOver || !socket.mayRenew) this.close(socket, "TOKEN_EXPIRED");
  }

  /** The open sockets. */
  get all(): readonly Socket[] {
    return [...this.#sockets.values()];
  }

  /** When the client's last `ping` was answered, ms since 1970; null: it has not pinged. */
  pingedAt({ ws }: Socket): number | null {
    return this.#ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? null;
  }

  get hasSocket(): boolean {
    return this.size > 0;
  }

  /** Open sockets. */
  get size(): number {
    return this.#sockets.size;
  }

  /** What the attachments hold of the user's budgets. */
  keptBudgets(): string[] {
    return [...this.#sockets.values()].flatMap(({ budget }) => budget ?? []);
  }

  /** Notes the user's budgets with the oldest open socket, so that it is mostly the same one. */
  keepBudget(budget: string): void {
    const [socket] = this.#sockets.values();
    if (socket?.budget !== budget) socket?.keepBudget(budget);
  }

  /**
   * Answers an upgrade; the first frame is `welcome`. 429: the user's sockets hold too much that was not read.
   *
   * @param upgrade `byProtocol`: the client offered our subprotocol and expects it in the answer. `fleetSockets`: the
   * deployment's, as far as it is known
   */
  accept(owner: SocketOwner, { byProtocol, fleetSockets }: Upgrade): Response {
    this.#unread.keepOnly(this.#ctx.getWebSockets());
    if (!this.#unread.hasRoomFor(0)) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    const { deviceId } = owner;
    const attachment: SocketAttachment = { ...owner, phase: "new" };
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment(attachment);
    const socket = this.#socketOf(server, attachment);
    this.#sockets.set(server, socket);
    this.#closeBeyondLimit(deviceId);
    socket.sendText(JSON.stringify(this.#welcome(deviceId, fleetSockets)));
    this.#changed();
    const headers = byProtocol ? { "sec-websocket-protocol": protocolName } : {};
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  #socketOf(ws: WebSocket, attachment: SocketAttachment): Socket {
    const credit = this.#unread.creditOf(ws, attachment.credit);
    return new Socket(ws, attachment, this.#limits, Date.now(), credit, (socket) => this.close(socket, "TOO_SLOW"));
  }

  /** Removes a socket that the client has closed or that broke. */
  forget(ws: WebSocket): void {
    if (this.#sockets.delete(ws)) this.#changed();
    this.#unread.forget(ws);
    // The runtime does not answer a close for hibernatable sockets: without this the client's close hangs until
    // hibernation.
    closeSocket(ws, 1000, "");
  }

  close(socket: Socket, code: ErrorCode): void {
    this.#closeWhere((one) => one === socket, code);
  }

  closeDevices(deviceIds: readonly DeviceId[], code: ErrorCode = "DEVICE_SIGNED_OUT"): void {
    if (deviceIds.length > 0) this.#closeWhere((socket) => deviceIds.includes(socket.deviceId), code);
  }

  /** A device that reconnects may have left dead sockets behind: the oldest are closed. */
  #closeBeyondLimit(deviceId: DeviceId): void {
    const own = [...this.#sockets.values()].filter((socket) => socket.deviceId === deviceId);
    const surplus = own.slice(0, Math.max(0, own.length - this.#limits.LIMIT_SOCKETS_PER_DEVICE));
    if (surplus.length > 0) this.#closeWhere((socket) => surplus.includes(socket), "REPLACED");
  }

  #closeWhere(which: (socket: Socket) => boolean, code: ErrorCode): void {
    for (const [ws, socket] of this.#sockets) {
      if (!which(socket)) continue;
      this.#sockets.delete(ws);
      this.#changed();
      socket.close(code);
    }
  }

  #welcome(deviceId: DeviceId, fleetSockets: number): DownFrame {
    return {
      type: "welcome",
      userId: this.#userId,
      deviceId,
      serverTime: Date.now(),
      limits: {
        framesPerSecond: this.#limits.LIMIT_FRAMES_PER_SECOND,
        framesBurst: this.#limits.LIMIT_FRAMES_BURST,
        maxFramesPerSocketMessage: wireLimits.maxFramesPerSocketMessage,
        maxSocketMessageBytes: wireLimits.maxSocketMessageBytes,
        maxContentBytes: wireLimits.maxContentBytes,
        maxUnheardChars: wireLimits.maxUnheardChars,
        editSeconds: this.#limits.EDIT_SECONDS,
        recallSeconds: this.#limits.RECALL_SECONDS,
        fileMaxBytes: this.#limits.FILE_MAX_BYTES,
      },
      reconnectDelayMs: reconnectWindowMs(fleetSockets, this.#limits.RECONNECT_DELAY_MS),
      features: [...serverFeatures],
    };
  }
}
