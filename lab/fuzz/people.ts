// Accounts, conversations and groups for a run, made as an app makes them.
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";

const password = "correct horse battery";

export interface Person {
  readonly userId: UserId;
  readonly username: string;
  readonly accessToken: string;
}

export class People {
  readonly #server: string;
  #made = 0;

  constructor(server: string) {
    this.#server = server;
  }

  async register(): Promise<Person> {
    this.#made += 1;
    const username = `fuzz_${process.pid}_${this.#made}`;
    const { user, accessToken } = (await this.#post("/api/auth/register", { username, password })) as SessionResult;
    return { userId: user.id, username, accessToken };
  }

  registerSome(count: number): Promise<Person[]> {
    return Promise.all(Array.from({ length: count }, () => this.register()));
  }

  async openDirect(one: Person, other: Person): Promise<ConversationId> {
    const body = { kind: "direct", userId: other.userId };
    return conversationOf(await this.#post("/api/conversations", body, one.accessToken));
  }

  async createGroup(owner: Person, members: readonly Person[]): Promise<ConversationId> {
    const memberIds = members.map(({ userId }) => userId);
    return conversationOf(await this.#post("/api/groups", { name: "Fuzz", memberIds }, owner.accessToken));
  }

  /** @throws Error with the answer when it is not the expected one */
  async #post(path: string, body: unknown, token?: string): Promise<unknown> {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.#server}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...authorization },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}

const conversationOf = (answer: unknown): ConversationId =>
  (answer as { conversation: { id: ConversationId } }).conversation.id;
