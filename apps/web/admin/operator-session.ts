// Who acts on the page of operators: the token, which this tab keeps until it is closed or left, and whom it belongs to.
import { signal } from "@preact/signals";
import type { BrowserStorage } from "../platform/storage.ts";
import { AdminCalls, type CallingOperator } from "./admin-calls.ts";
import { LookedUp } from "./looked-up.ts";

const key = "klatch-operator";

export interface Operator {
  readonly me: CallingOperator;
  readonly calls: AdminCalls;
  readonly lookedUp: LookedUp;
}

export class OperatorSession {
  /** Null: nobody has come in. */
  readonly operator = signal<Operator | null>(null);
  /** The server has refused the token that was in use. */
  readonly isRefused = signal(false);
  readonly #storage: BrowserStorage | null;
  readonly #fetch: typeof fetch;

  /** @param storage of this tab only: the token must not outlive it */
  constructor(storage: BrowserStorage | null, fetcher: typeof fetch) {
    this.#storage = storage;
    this.#fetch = fetcher;
  }

  /** Comes in with the token that this tab has, if there is one. @throws KlatchError if the server could not say */
  async resume(): Promise<void> {
    const token = this.#storage?.getItem(key) ?? "";
    if (token !== "" && this.operator.value === null) await this.enter(token);
  }

  /** @throws KlatchError `NOT_AUTHENTICATED`: it is no operator's token */
  async enter(pasted: string): Promise<void> {
    const token = pasted.trim();
    const calls = new AdminCalls(token, this.#fetch, () => this.#refuse());
    const me = await calls.call("GET /api/admin/me", {});
    this.isRefused.value = false;
    this.#keep(token);
    this.operator.value = { me, calls, lookedUp: new LookedUp() };
  }

  leave(): void {
    this.#forget();
    this.isRefused.value = false;
  }

  #refuse(): void {
    if (this.operator.value !== null) this.isRefused.value = true;
    this.#forget();
  }

  #keep(token: string): void {
    this.#storage?.setItem(key, token);
  }

  #forget(): void {
    this.#storage?.removeItem(key);
    this.operator.value = null;
  }
}
