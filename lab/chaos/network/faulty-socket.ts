// The WebSocket of every client in a run: the platform's own, with frame faults, recorded on the server's side of them.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { WebSocketConstructor, WebSocketLike } from "../../../sdk/client/runtime.ts";
import type { DeviceName } from "../history/record.ts";
import type { Recorder } from "../history/recorder.ts";
import { downFramesOf, Wire } from "../history/wire.ts";
import type { FrameFaults } from "./frame-faults.ts";

export interface SocketOwner {
  readonly name: DeviceName;
  readonly userId: UserId;
  readonly recorder: Recorder;
  readonly frameFaults: FrameFaults;
}

/** Makes a constructor for sockets of this device. */
export function socketsOf(owner: SocketOwner): WebSocketConstructor {
  return class implements WebSocketLike {
    readonly #socket: WebSocket;
    readonly #wire: Wire;

    constructor(url: string, protocols: string[]) {
      this.#wire = new Wire(owner.recorder, owner.name, owner.userId, protocols.at(-1)?.replace("bearer.", "") ?? "");
      this.#socket = new WebSocket(url, protocols);
      this.#socket.addEventListener("close", () => this.#wire.closed());
    }

    send(data: string): void {
      owner.frameFaults.up(data, (text) => {
        if (this.#socket.readyState !== WebSocket.OPEN) return;
        this.#wire.sent(text);
        this.#socket.send(text);
      });
    }

    close(code?: number): void {
      this.#wire.closed();
      this.#socket.close(code);
    }

    addEventListener(type: "message" | "close" | "error", listener: (event: never) => void): void {
      const listen = listener as (event: unknown) => void;
      if (type !== "message") return this.#socket.addEventListener(type, listen);
      this.#socket.addEventListener("message", ({ data }) => {
        const frames = downFramesOf(data);
        // Recorded but not passed on: how clients handle invalid frames is not what a run tests.
        if (frames === null) return this.#wire.garbled(data);
        if (frames.length === 0) return listen({ data });
        for (const frame of frames) this.#wire.received(frame);
        const through = frames.filter((frame) => owner.frameFaults.lets(frame));
        if (through.length > 0) listen({ data: JSON.stringify(through) });
      });
    }
  };
}
