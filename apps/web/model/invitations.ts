// Links to groups and people that were opened and not yet followed, kept on this device for each account until they are
// followed or dismissed. What came while nobody was signed in belongs to whoever signs in next.
import type { ConversationId, UserId } from "@klatch/sdk";
import { signal } from "@preact/signals";
import { isSameUsername } from "../../text/username.ts";
import type { BrowserStorage } from "../platform/storage.ts";

export interface Invitation {
  readonly kind: "group" | "person";
  /** The token of a link, the id of a group, or a username. */
  readonly token: string;
  /** Null: not known yet. */
  readonly name: string | null;
  /** The user has asked to join, and nobody has answered as far as this device knows. */
  readonly asked: boolean;
}

/** `localStorage`. */
type DeviceStorage = Pick<BrowserStorage, "getItem" | "setItem">;

export const invitationsKey = "klatch.invitations";
/** As long as nobody is signed in. */
const nobody = "";
/** Of one account. Beyond it the oldest are dropped. */
const maxKept = 20;

type Book = Readonly<Record<string, readonly Invitation[]>>;

export class InvitationBook {
  readonly #storage: DeviceStorage | null;
  readonly #book = signal<Book>({});

  /** @param storage null: the browser keeps nothing for this page */
  constructor(storage: DeviceStorage | null) {
    this.#storage = storage;
    this.reload();
  }

  /** The newest first. */
  of(userId: UserId | null): readonly Invitation[] {
    return this.#book.value[userId ?? nobody] ?? [];
  }

  /** Adds an invitation, or what is known of it by now. The same group under another link is the same invitation. */
  keep(
    userId: UserId | null,
    { kind, token, ...known }: Pick<Invitation, "kind" | "token"> & Partial<Invitation>,
  ): void {
    const all = this.of(userId);
    const index = all.findIndex((one) => isSame(one, { kind, token }));
    const before = all[index] ?? { kind, token, name: null, asked: false };
    const next = { ...before, ...known, token };
    this.#set(userId, index === -1 ? [next, ...all].slice(0, maxKept) : all.with(index, next));
  }

  /** It was followed, or is not wanted. */
  drop(userId: UserId | null, which: Pick<Invitation, "kind" | "token">): void {
    const all = this.of(userId);
    const rest = all.filter((one) => !isSame(one, which));
    if (rest.length < all.length) this.#set(userId, rest);
  }

  /** Somebody has signed in. */
  take(userId: UserId): void {
    const came = this.of(null);
    if (came.length === 0) return;
    for (const invitation of came.toReversed()) this.keep(userId, invitation);
    this.#set(null, []);
  }

  /** They signed out: nothing that tells of them stays on the device. */
  forget(userId: UserId): void {
    if (this.of(userId).length > 0) this.#set(userId, []);
  }

  /** Another tab has changed it. */
  reload(): void {
    this.#book.value = read(this.#storage);
  }

  #set(userId: UserId | null, all: readonly Invitation[]): void {
    const { [userId ?? nobody]: _, ...others } = this.#book.value;
    this.#book.value = all.length === 0 ? others : { ...others, [userId ?? nobody]: all };
    this.#storage?.setItem(invitationsKey, JSON.stringify(this.#book.value));
  }
}

/** The group that a token leads to: its first part. */
export const groupOf = (token: string): ConversationId => token.split(".", 1)[0] as ConversationId;

const isSame = (a: Pick<Invitation, "kind" | "token">, b: Pick<Invitation, "kind" | "token">): boolean =>
  a.kind === b.kind && (a.kind === "group" ? groupOf(a.token) === groupOf(b.token) : isSameUsername(a.token, b.token));

function read(storage: DeviceStorage | null): Book {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(invitationsKey) ?? "{}");
    if (typeof stored !== "object" || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).flatMap(([userId, all]: [string, unknown]) =>
        Array.isArray(all) ? [[userId, all.filter(isInvitation)] as const] : [],
      ),
    );
  } catch {
    return {}; // no JSON
  }
}

const isInvitation = (value: unknown): value is Invitation =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  (value.kind === "group" || value.kind === "person") &&
  "token" in value &&
  typeof value.token === "string" &&
  "name" in value &&
  (value.name === null || typeof value.name === "string") &&
  "asked" in value &&
  typeof value.asked === "boolean";
