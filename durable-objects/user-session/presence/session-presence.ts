// Presence in a session: how the user is, for others, and whom the user's devices watch; both over the same sockets.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { PresenceRpc } from "../../../schema/rpc/presence.ts";
import type { SocketSet } from "../../sockets/socket-set.ts";
import type { Socket } from "../../sockets/socket.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { DeviceKinds } from "./device-kinds.ts";
import { OwnPresence } from "./own-presence.ts";
import { signOf } from "./sign-of.ts";
import { Watching } from "./watching.ts";

export interface SessionPresenceHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly sockets: Pick<SocketSet, "all" | "pingedAt" | "hasSocket" | "admits" | "isOpen">;
  readonly budgets: Pick<Budgets, "take">;
  isInvisible(): boolean;
  /** Whether this one may see the user's presence. */
  allows(viewerId: UserId): boolean;
  isBlocked(userId: UserId): boolean;
  stub(userId: UserId): PresenceRpc;
  arm(): void;
  waitUntil(doing: Promise<void>): void;
  now(): number;
  wait(ms: number): Promise<void>;
}

export class SessionPresence {
  readonly own: OwnPresence;
  readonly watching: Watching<Socket>;
  readonly #host: SessionPresenceHost;

  constructor(host: SessionPresenceHost) {
    this.#host = host;
    const { sql, userId, budgets, sockets } = host;
    const kinds = new DeviceKinds(sql);
    this.own = new OwnPresence({
      sql,
      userId,
      budgets,
      signs: () => {
        if (host.isInvisible()) return [];
        const now = host.now();
        return sockets.all.map((socket) => signOf(socket, kinds.of(socket.deviceId), sockets.pingedAt(socket), now));
      },
      isInvisible: () => host.isInvisible(),
      hasSocket: () => sockets.hasSocket,
      kept: () => sockets.all.flatMap(({ presence }) => presence.shown ?? []),
      keep: (shown) => {
        for (const socket of sockets.all)
          if (JSON.stringify(socket.presence.shown) !== JSON.stringify(shown))
            socket.notePresence({ ...socket.presence, shown });
      },
      allows: (viewerId) => host.allows(viewerId),
      stub: (id) => host.stub(id),
      arm: () => host.arm(),
      waitUntil: (doing) => host.waitUntil(doing),
      now: () => host.now(),
    });
    this.watching = new Watching<Socket>({
      sql,
      userId,
      budgets,
      sockets: () => sockets.all,
      admits: (socket) => sockets.admits(socket),
      isOpen: (socket) => sockets.isOpen(socket),
      isBlocked: (id) => host.isBlocked(id),
      stub: (id) => host.stub(id),
      now: () => host.now(),
      wait: (ms) => host.wait(ms),
    });
  }

  /** @throws ActorUnavailable */
  watch(socket: Socket, userIds: readonly UserId[]): Promise<{ ok: true } | Refused> {
    return this.watching.watch(socket, userIds);
  }

  catchUp(socket: Socket): Promise<void> {
    return this.watching.catchUp(socket);
  }

  setActivity(socket: Socket, front: boolean): void {
    const { leftAt, ...note } = socket.presence;
    if (front === (leftAt === undefined)) return;
    socket.notePresence(front ? note : { ...note, leftAt: this.#host.now() });
    this.own.look();
  }

  /** What the user and this other one may see of each other may have changed. */
  async relationChanged(userId: UserId): Promise<void> {
    this.own.allowsOther([userId]);
    await this.watching.relationChanged(userId);
  }

  /** The user lets others see more or less. @param friends whoever may have watched in vain */
  consentChanged(friends: Iterable<UserId>): void {
    this.own.allowsOtherWatchers(friends);
  }
}
