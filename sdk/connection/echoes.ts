// Answers to the server's probes that wait to be sent. They are dropped when the socket ends.
import type { EchoFrame } from "../../schema/protocol/probe.ts";
import type { FrameSource, SendBudget } from "./frame-source.ts";
import { utf8Bytes } from "../client/utf8.ts";

/** The echo of a later probe proves what earlier ones would, so only the newest are answered. */
const maxWaiting = 16;

export class Echoes implements FrameSource {
  #nonces: string[] = [];

  add(nonce: string): void {
    this.#nonces = [...this.#nonces, nonce].slice(-maxWaiting);
  }

  take(budget: SendBudget): string[] {
    const frames: string[] = [];
    let { bytes } = budget;
    while (frames.length < budget.frames) {
      const [nonce] = this.#nonces;
      if (nonce === undefined) break;
      const frame: EchoFrame = { type: "echo", nonce };
      const json = JSON.stringify(frame);
      bytes -= utf8Bytes(json) + 1;
      if (bytes < 0) break;
      this.#nonces.shift();
      frames.push(json);
    }
    return frames;
  }

  readyAtMs(nowMs: number): number | null {
    return this.#nonces.length > 0 ? nowMs : null;
  }

  clear(): void {
    this.#nonces = [];
  }
}
