// The user's invitations as an app holds them: fetched anew whenever the SDK says that they have changed.
import { setTimeout as sleep } from "node:timers/promises";
import type { MyInvitation } from "../../../schema/protocol/invitations.ts";
import type { KlatchClient } from "../../../sdk/entry.ts";

const againMs = 200;
const pageSize = 200;

export class HeldInvitations {
  readonly #client: KlatchClient;
  /** Null: being fetched. */
  #held: readonly MyInvitation[] | null = [];
  #news = 0;

  constructor(client: KlatchClient) {
    this.#client = client;
    client.on("invitations", () => void this.#fetch());
  }

  /** Null: being fetched. */
  get shown(): readonly MyInvitation[] | null {
    return this.#held;
  }

  /** Until it succeeds, there is newer news, or the user is signed out. Never rejects. */
  async #fetch(): Promise<void> {
    const news = ++this.#news;
    this.#held = null;
    while (news === this.#news && this.#client.session !== null) {
      const page = await this.#client.invitations.list({ limit: pageSize }).catch(() => null);
      if (news !== this.#news) return;
      if (page !== null) this.#held = page.items;
      if (page !== null) return;
      await sleep(againMs);
    }
  }
}
