// Who is signed in here: the chat of that person, or nobody's, and why the last one ended.
import type { Credentials, ErrorCode, KlatchClient, Session } from "@klatch/sdk";
import { signal } from "@preact/signals";
import { Chat } from "./chat.ts";

export class Account {
  readonly #newClient: () => KlatchClient;
  #client: KlatchClient;
  /** Undefined: not known yet; null: nobody is signed in. */
  readonly chat = signal<Chat | null | undefined>(undefined);
  /** The server ended the last session, or somebody did from another device. */
  readonly endedBy = signal<ErrorCode | null>(null);

  constructor(newClient: () => KlatchClient) {
    this.#newClient = newClient;
    this.#client = this.#prepare();
  }

  async start(): Promise<void> {
    this.#entered(await this.#client.start());
  }

  async signUp(account: Credentials & { readonly displayName?: string }): Promise<void> {
    this.#entered(await this.#client.register(account));
  }

  async signIn(credentials: Credentials): Promise<void> {
    this.#entered(await this.#client.login(credentials));
  }

  /** @throws KlatchError `UNAVAILABLE`: the server did not hear of it, so the device stays signed in */
  async signOut(): Promise<void> {
    await this.#client.logout();
    this.#left(null);
  }

  #entered(session: Session | null): void {
    this.chat.value = session === null ? null : new Chat(this.#client, session);
    if (session === null) return;
    this.endedBy.value = null;
    // The page shows what there is meanwhile.
    this.#client.connect().catch(() => {});
  }

  #left(code: ErrorCode | null): void {
    this.#client.close();
    // Listeners of the last session go with its client.
    this.#client = this.#prepare();
    this.endedBy.value = code;
    this.chat.value = null;
  }

  #prepare(): KlatchClient {
    const client = this.#newClient();
    client.on("signed-out", ({ code }) => {
      if (client === this.#client) this.#left(code);
    });
    // Another tab did it.
    client.on("session", (session) => {
      if (client !== this.#client) return;
      if (session === null) this.#left(null);
      else this.#entered(session);
    });
    return client;
  }
}
