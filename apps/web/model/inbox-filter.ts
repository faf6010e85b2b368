// The list of conversations through a filter. What was listed stays while one reads it, so that no row goes away under
// the pointer.
import { hasMention, type ConversationId, type ListedConversation } from "@klatch/sdk";
import { isUnread } from "../inbox/own-settings.ts";
import { computed, signal, type ReadonlySignal } from "@preact/signals";

export const inboxFilters = ["all", "unread", "mentions", "groups"] as const;
/** The chips, and the places for what is archived, and for what strangers have begun. */
export type InboxFilter = (typeof inboxFilters)[number] | "archived" | "requests";

type Listed = Pick<
  ListedConversation,
  "id" | "kind" | "unread" | "mentions" | "mentionSeqs" | "archived" | "markedUnread" | "request"
>;

const isArchived = ({ archived }: Listed): boolean => archived === true;
const isRequest = ({ request }: Pick<Listed, "request">): boolean => request === true;

const fits: Readonly<Record<InboxFilter, (entry: Listed) => boolean>> = {
  all: (entry) => !isArchived(entry) && !isRequest(entry),
  unread: (entry) => isUnread(entry) && !isArchived(entry) && !isRequest(entry),
  // Also of what is archived and muted: somebody means this person.
  mentions: (entry) => hasMention(entry) && !isRequest(entry),
  groups: (entry) => entry.kind === "group" && !isArchived(entry),
  archived: (entry) => isArchived(entry) && !isRequest(entry),
  requests: isRequest,
};

export class FilteredInbox<Entry extends Listed = ListedConversation> {
  readonly #filter = signal<InboxFilter>("all");
  readonly filter: ReadonlySignal<InboxFilter> = this.#filter;
  /** Those that have fitted since the filter was chosen, or another conversation was opened. */
  #kept = new Set<ConversationId>();
  #openId: ConversationId | null = null;
  /** Changes when `#kept` begins anew. */
  readonly #beginnings = signal(0);
  readonly shown: ReadonlySignal<readonly Entry[]>;
  /** How many are archived. */
  readonly archived: ReadonlySignal<number>;
  /** How many wait to be accepted. */
  readonly requests: ReadonlySignal<number>;

  constructor(entries: ReadonlySignal<readonly Entry[]>) {
    this.shown = computed(() => {
      void this.#beginnings.value;
      const filter = this.#filter.value;
      const fitsNow = fits[filter];
      // What is archived goes at once, and so does what comes back.
      if (filter === "all" || filter === "archived" || filter === "requests") return entries.value.filter(fitsNow);
      return entries.value.filter((entry) => {
        if (fitsNow(entry)) this.#kept.add(entry.id);
        return this.#kept.has(entry.id) && (filter === "mentions" || !isArchived(entry));
      });
    });
    this.archived = computed(() => entries.value.filter(fits.archived).length);
    this.requests = computed(() => entries.value.filter(isRequest).length);
  }

  /** Also again: then what does not fit any more goes. */
  choose(filter: InboxFilter): void {
    this.#filter.value = filter;
    this.#begin();
  }

  /** A conversation is open; what was read before it goes. */
  opened(id: ConversationId): void {
    if (id === this.#openId) return;
    this.#openId = id;
    this.#begin();
  }

  #begin(): void {
    this.#kept = new Set();
    this.#beginnings.value += 1;
    // Looked at before it is read.
    void this.shown.value;
  }
}
