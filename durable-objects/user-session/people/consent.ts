// What the user lets others do and see. A row once they have chosen; read when it is first needed.
import { defaultConsents, type Consents, type ConsentTo } from "../../../schema/protocol/privacy.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";

export interface ConsentHost {
  readonly sql: SqlStorage;
  isFriend(userId: UserId): boolean;
  isBlocked(userId: UserId): boolean;
  /** Whether strangers write like anybody else here. */
  readonly isOpen: boolean;
}

export class Consent {
  readonly #host: ConsentHost;
  #choices: Consents | null = null;

  constructor(host: ConsentHost) {
    this.#host = host;
  }

  get choices(): Consents {
    this.#choices ??= { ...defaultConsents, ...this.#load() };
    return this.#choices;
  }

  /** Whether the user lets this other one. Nobody who is blocked, whatever was chosen. */
  allows(to: ConsentTo, userId: UserId): boolean {
    if (this.#host.isBlocked(userId)) return false;
    const audience = this.choices[to];
    return audience === "everyone" || (audience === "friends" && this.#host.isFriend(userId));
  }

  /** What becomes of what this other one writes who has never written before. */
  toFirstContact(userId: UserId): "open" | "shown" | "hidden" {
    if (!this.allows("messages", userId)) return "hidden";
    return this.#host.isOpen || this.#host.isFriend(userId) ? "open" : "shown";
  }

  /** What is so already is not stored again. */
  edit(patch: Partial<Consents>): void {
    const before = this.choices;
    const choices = { ...before, ...patch };
    if (JSON.stringify(choices) === JSON.stringify(before)) return;
    this.#host.sql.exec("INSERT OR REPLACE INTO consent VALUES (1, ?)", JSON.stringify(choices));
    this.#choices = choices;
  }

  /** A version before, or after, may know fewer kinds or more. */
  #load(): Partial<Consents> {
    const [row] = this.#host.sql.exec<{ choices: string }>("SELECT choices FROM consent").toArray();
    return row === undefined ? {} : (JSON.parse(row.choices) as Partial<Consents>);
  }
}
