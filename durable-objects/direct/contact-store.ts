// The first contact as the conversation keeps it: a value beside its tables, because almost every conversation has none.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Contact } from "./contact.ts";

const key = "contact";

export class ContactStore {
  readonly #kv: SyncKvStorage;
  #known: Contact | null;

  constructor(kv: SyncKvStorage, isStored: boolean) {
    this.#kv = kv;
    this.#known = isStored ? (kv.get<Contact>(key) ?? null) : null;
  }

  /** Null: both write and see all. */
  get now(): Contact | null {
    return this.#known;
  }

  /** Whom one that is not accepted yet is meant for. */
  get pendingGuest(): UserId | undefined {
    return this.#known?.isPending === true ? this.#known.guest : undefined;
  }

  /** Within a transaction: memory follows by `committed`. */
  save(contact: Contact | null): void {
    if (contact === null) this.#kv.delete(key);
    else this.#kv.put(key, contact);
  }

  committed(contact: Contact | null): void {
    this.#known = contact;
  }
}
