// Operators' calls about dead letters.
import * as v from "valibot";
import { deadLettersResultShape, type DeadLetter } from "../../schema/protocol/http-dead-letters.ts";
import type { OperatorCalls } from "./operator-calls.ts";

export class JobsCalls {
  readonly #calls: OperatorCalls;
  readonly #act: { readonly reason: string } | undefined;

  /** @param reason of what is done, for the audit log; undefined: none is given */
  constructor(calls: OperatorCalls, reason: string | undefined) {
    this.#calls = calls;
    this.#act = reason === undefined ? undefined : { reason };
  }

  /** All dead letters, page by page, newest first. */
  async *list(): AsyncGenerator<DeadLetter> {
    let cursor: string | null = "";
    while (cursor !== null) {
      const response = await this.#call("GET", cursor === "" ? "" : `?cursor=${cursor}`);
      const page = v.parse(deadLettersResultShape, await response.json());
      yield* page.items;
      cursor = page.next;
    }
  }

  /** @returns false if there is no such job */
  async replay(id: string): Promise<boolean> {
    return (await this.#call("POST", `/${encodeURIComponent(id)}/replay`, this.#act)).status !== 404;
  }

  /** @returns false if there is no such job */
  async drop(id: string): Promise<boolean> {
    return (await this.#call("DELETE", `/${encodeURIComponent(id)}`, this.#act)).status !== 404;
  }

  #call(method: string, rest: string, body?: object): Promise<Response> {
    return this.#calls.call(method, `dead-letters${rest}`, body);
  }
}
