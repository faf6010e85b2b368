// The operators' calls about jobs that died.
import * as v from "valibot";
import { deadLettersResultShape, type DeadLetter } from "../schema/protocol/http-admin.ts";

export class JobsCalls {
  readonly #server: string;
  readonly #token: string;

  constructor(server: string, token: string) {
    this.#server = server;
    this.#token = token;
  }

  /** All of them, page by page, the newest first. */
  async *list(): AsyncGenerator<DeadLetter> {
    let cursor: string | null = "";
    while (cursor !== null) {
      const response = await this.#call("GET", cursor === "" ? "" : `?cursor=${cursor}`);
      const page = v.parse(deadLettersResultShape, await response.json());
      yield* page.deadLetters;
      cursor = page.cursor;
    }
  }

  /** False when there is no such job. */
  async replay(id: string): Promise<boolean> {
    return (await this.#call("POST", `/${encodeURIComponent(id)}/replay`)).status !== 404;
  }

  /** False when there is no such job. */
  async drop(id: string): Promise<boolean> {
    return (await this.#call("DELETE", `/${encodeURIComponent(id)}`)).status !== 404;
  }

  /** @throws Error with the code of any refusal but 404, or when nobody answers */
  async #call(method: string, rest: string): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const url = new URL(`/api/admin/dead-letters${rest}`, this.#server);
    const response = await fetch(url, { method, headers }).catch((cause: unknown) => {
      throw new Error(`${this.#server} does not answer`, { cause });
    });
    if (response.ok || response.status === 404) return response;
    const { code = "no code" } = (await response.json().catch(() => ({}))) as { code?: string };
    throw new Error(`the server answers ${response.status} ${code}`);
  }
}
