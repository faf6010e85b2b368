// The calls of blocks. Loaded with the first of them.
import type { BlocksResult } from "../../schema/protocol/blocks.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { Blocks, BlocksOptions } from "./blocks.ts";
import type { CallOptions } from "./call-options.ts";

export class BlockCalls implements Blocks {
  readonly #api: () => AuthorizedHttp;

  constructor(api: () => AuthorizedHttp) {
    this.#api = api;
  }

  async list({ signal, ...query }: BlocksOptions = {}): Promise<BlocksResult> {
    return this.#api().call("GET /api/blocks", { query, signal });
  }

  async add(userId: UserId, options: CallOptions = {}): Promise<void> {
    await this.#api().call("PUT /api/blocks/:userId", { path: { userId }, ...options });
  }

  async remove(userId: UserId, options: CallOptions = {}): Promise<void> {
    await this.#api().call("DELETE /api/blocks/:userId", { path: { userId }, ...options });
  }
}
