// What the user lets others do and see. A row once they have chosen; read when it is first needed.
import { defaultConsents, type Consents, type ConsentTo } from "../../../schema/protocol/privacy.ts";
import type { DirectoryChoices } from "../../../schema/jobs/directory-choices.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { nextVersion } from "../../runtime/next-version.ts";

export interface ConsentHost {
  readonly sql: SqlStorage;
  isFriend(userId: UserId): boolean;
  isBlocked(userId: UserId): boolean;
  /** Whether strangers write like anybody else here. */
  readonly isOpen: boolean;
  /** Has the directory know of what it judges by, in the transaction of the change. */
  changed(copy: DirectoryChoices): void;
  now(): number;
}

interface Stored {
  readonly choices: Consents;
  readonly version: number;
}

export class Consent {
  readonly #host: ConsentHost;
  #stored: Stored | null = null;

  constructor(host: ConsentHost) {
    this.#host = host;
  }

  get choices(): Consents {
    return this.#now().choices;
  }

  /** What the directory judges by, as it is now. */
  get copy(): DirectoryChoices {
    const { choices, version } = this.#now();
    return { profile: choices.profile, search: choices.search, version };
  }

  /** Whether the user lets this other one do or see it. Nobody who is blocked, whatever was chosen. */
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

  /** Stores nothing if all is chosen like that already. */
  edit(patch: Partial<Consents>): void {
    const before = this.#now();
    const choices = { ...before.choices, ...patch };
    if (JSON.stringify(choices) === JSON.stringify(before.choices)) return;
    const version = nextVersion(before.version, this.#host.now());
    this.#host.sql.exec("INSERT OR REPLACE INTO consent VALUES (1, ?)", JSON.stringify({ ...choices, version }));
    this.#stored = { choices, version };
    if (choices.profile !== before.choices.profile || choices.search !== before.choices.search)
      this.#host.changed(this.copy);
  }

  #now(): Stored {
    if (this.#stored === null) {
      const { version = 0, ...chosen } = this.#load();
      this.#stored = { choices: { ...defaultConsents, ...chosen }, version };
    }
    return this.#stored;
  }

  /** A version before, or after, may know fewer kinds or more. */
  #load(): Partial<Consents & Pick<Stored, "version">> {
    const [row] = this.#host.sql.exec<{ choices: string }>("SELECT choices FROM consent").toArray();
    return row === undefined ? {} : (JSON.parse(row.choices) as Partial<Consents & Pick<Stored, "version">>);
  }
}
