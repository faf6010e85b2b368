// The account of this page: the chat of the signed-in user, or none, and why the last session ended.
import {
  unsentOf,
  type AccountDeletion,
  type Credentials,
  type KlatchClient,
  type NewAccount,
  type ReceivedErrorCode,
  type RegistrationMode,
  type Session,
  type UnsentMessage,
} from "@klatch/sdk";
import { signal, type ReadonlySignal } from "@preact/signals";
import { Chat } from "./chat.ts";
import { InvitationBook } from "./invitations.ts";
import { SignInMemory } from "./sign-in-memory.ts";
import { UnsentBook } from "./unsent-book.ts";
import { UntoldSignOuts } from "./untold-sign-outs.ts";

interface AccountParts {
  readonly unsent?: UnsentBook;
  readonly memory?: SignInMemory;
  readonly invitations?: InvitationBook;
  /** The store has failed: what is new ends with the page. */
  readonly isInMemory?: ReadonlySignal<boolean>;
}

export class Account {
  readonly #newClient: () => KlatchClient;
  #client: KlatchClient;
  /** Undefined: not known yet; null: nobody is signed in. */
  readonly chat = signal<Chat | null | undefined>(undefined);
  /** The code with which the server ended the last session, for example because another device signed this one out. */
  readonly endedBy = signal<ReceivedErrorCode | null>(null);
  /** Until when whoever has just deleted their account here may come back, in ms since 1970. */
  readonly leavingUntil = signal<number | null>(null);
  /** What those who left had written and nobody has got: sent once they sign in again here. */
  readonly unsent: UnsentBook;
  readonly memory: SignInMemory;
  readonly invitations: InvitationBook;
  readonly untold = new UntoldSignOuts({
    tell: (untold) => this.#client.endSession(untold),
    setTimer: (run, delayMs) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  });
  readonly #isInMemory: ReadonlySignal<boolean>;

  constructor(
    newClient: () => KlatchClient,
    {
      unsent = new UnsentBook(null, null),
      memory = new SignInMemory(null, null),
      invitations = new InvitationBook(null),
      isInMemory = signal(false),
    }: AccountParts = {},
  ) {
    this.#newClient = newClient;
    this.unsent = unsent;
    this.memory = memory;
    this.invitations = invitations;
    this.#isInMemory = isInMemory;
    this.#client = this.#prepare();
    isInMemory.subscribe(() => this.#holdUnsent());
  }

  /** Where the store cannot be read nobody is signed in. */
  async start(): Promise<void> {
    const client = this.#client;
    const session = await client.start().catch(() => null);
    // Meanwhile the client may have followed another tab, or its session may have ended.
    if (client !== this.#client || isChat(this.chat.value)) return;
    this.#entered(session);
  }

  async signUp(account: NewAccount): Promise<void> {
    await this.#enter((client) => client.register(account));
  }

  /** Who may make an account here. Null: the server did not say. */
  async registration(): Promise<RegistrationMode | null> {
    return this.#client.registration().catch(() => null);
  }

  async signIn(credentials: Credentials): Promise<void> {
    await this.#enter((client) => client.login(credentials));
  }

  /** Needs no network: the server is told as soon as it can be. */
  async signOut(): Promise<void> {
    const client = this.#client;
    const { untold } = await client.logout();
    if (untold !== null) this.untold.add(untold);
    if (client === this.#client) this.#signedOut();
  }

  /** Deletes the account, and so signs this page out. Rejects with the server's refusal. */
  async deleteAccount(deletion: AccountDeletion): Promise<void> {
    const client = this.#client;
    const { endsAt } = await client.deleteAccount(deletion);
    this.leavingUntil.value = endsAt;
    if (client === this.#client) this.#signedOut();
  }

  async #enter(by: (client: KlatchClient) => Promise<Session>): Promise<void> {
    const client = this.#client;
    const session = await by(client);
    // If the client was replaced, the page has followed another tab meanwhile, and its new client learns of this session.
    if (client === this.#client) this.#entered(session);
  }

  #entered(session: Session | null): void {
    // A chat belongs to its client, so both are replaced. The next client finds the session of now in the store.
    if (isChat(this.chat.value)) return this.#left(null);
    this.chat.value = session === null ? null : new Chat(this.#client, session);
    if (session === null) return;
    this.endedBy.value = null;
    this.leavingUntil.value = null;
    this.memory.entered();
    this.invitations.take(session.user.id);
    this.#sendUnsent(session);
    // Not awaited: the page shows stored data until the connection is there.
    this.#client.connect().catch(() => {});
  }

  /** Under their ids, so that each arrives once even if the server had it before. */
  #sendUnsent({ user }: Session): void {
    for (const { conversationId, content, ...options } of this.unsent.take(user.id))
      this.#client.send(conversationId, content, options);
  }

  /** By the person's own will, here or in another tab. */
  #signedOut(): void {
    const chat = this.chat.value;
    if (isChat(chat)) this.invitations.forget(chat.me);
    this.#left(null);
  }

  #left(code: ReceivedErrorCode | null): void {
    const username = this.#ownUsername();
    if (code === null) this.memory.left();
    else if (username !== null) this.memory.ended(username);
    this.#client.close();
    // A new client, so that no listener of the last session stays.
    this.#client = this.#prepare();
    this.endedBy.value = code;
    this.chat.value = null;
    // Neither client has received what other tabs posted between the two. The store has the result.
    void this.start();
  }

  /** Whether something was written that ends with this page. */
  wouldLose(): boolean {
    return this.#isInMemory.value && this.#unsentNow().length > 0;
  }

  /** What no store keeps, the tab does: a reload has it still. */
  #holdUnsent(): void {
    const chat = this.chat.peek();
    if (this.#isInMemory.peek() && isChat(chat))
      this.unsent.hold({ userId: chat.me, username: this.#ownUsername(), messages: this.#unsentNow() });
  }

  #unsentNow(): readonly UnsentMessage[] {
    return isChat(this.chat.peek()) ? unsentOf(this.#client.outgoing()) : [];
  }

  #ownUsername(): string | null {
    const chat = this.chat.value;
    return isChat(chat) ? (chat.people.get(chat.me)?.username ?? null) : null;
  }

  #prepare(): KlatchClient {
    const client = this.#newClient();
    client.on("unsent", ({ userId, messages }) => {
      if (client !== this.#client) return;
      const chat = this.chat.value;
      const username = isChat(chat) && chat.me === userId ? this.#ownUsername() : null;
      this.unsent.keep({ userId, username, messages });
    });
    client.on("outbox", () => {
      if (client === this.#client) this.#holdUnsent();
    });
    client.on("signed-out", ({ code }) => {
      if (client === this.#client) this.#left(code);
    });
    // Another tab has signed in or out.
    client.on("session", (session) => {
      if (client !== this.#client) return;
      if (session === null) this.#signedOut();
      else this.#entered(session);
    });
    return client;
  }
}

const isChat = (chat: Chat | null | undefined): chat is Chat => chat !== null && chat !== undefined;
