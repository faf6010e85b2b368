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

  /** @throws Error when the store cannot be read */
  async start(): Promise<void> {
    const client = this.#client;
    const session = await client.start();
    // Meanwhile it may have followed another tab, or its session has ended.
    if (client !== this.#client || isChat(this.chat.value)) return;
    this.#entered(session);
  }

  async signUp(account: Credentials & { readonly displayName?: string }): Promise<void> {
    await this.#enter((client) => client.register(account));
  }

  async signIn(credentials: Credentials): Promise<void> {
    await this.#enter((client) => client.login(credentials));
  }

  /** @throws KlatchError `UNAVAILABLE`: the server did not hear of it, so the device stays signed in */
  async signOut(): Promise<void> {
    const client = this.#client;
    await client.logout();
    if (client === this.#client) this.#left(null);
  }

  async #enter(by: (client: KlatchClient) => Promise<Session>): Promise<void> {
    const client = this.#client;
    const session = await by(client);
    // Else the page has followed another tab in and out meanwhile, and its client of now hears of this session.
    if (client === this.#client) this.#entered(session);
  }

  #entered(session: Session | null): void {
    // What is shown of somebody goes with their client; the next one finds who is signed in now.
    if (isChat(this.chat.value)) return this.#left(null);
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
    // What another tab told between the two clients, neither has heard: the store has it.
    this.start().catch(() => {});
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

const isChat = (chat: Chat | null | undefined): chat is Chat => chat !== null && chat !== undefined;
