// The people who have read a message of one's own, and those who have not, page by page; asked for again as they read.
import type { ReceiptsOptions, ReceiptsResult, UserId } from "@klatch/sdk";
import { signal } from "@preact/signals";

export const readersTabs = ["read", "unread"] as const;
export type ReadersTab = (typeof readersTabs)[number];

export interface ReadersPeople {
  readonly ids: readonly UserId[];
  /** Null: these are all. */
  readonly next: string | null;
}

export interface Readers {
  readonly counts: Readonly<Record<ReadersTab, number>>;
  readonly hiddenCount: number;
  readonly read: ReadersPeople;
  readonly unread: ReadersPeople;
}

type Ask = (options: ReceiptsOptions) => Promise<ReceiptsResult>;

/** The most of a page. */
const pageSize = 200;

export class ReadersList {
  /** Null until the first answer. */
  readonly readers = signal<Readers | null>(null);
  /** Why they were not asked for the last time; null: they were. */
  readonly error = signal<unknown>(null);
  readonly #ask: Ask;
  #isAsking = false;
  #isOutdated = false;
  readonly #loading = new Set<ReadersTab>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Asks for the first page of both. While it asks, everything that happens is one more question. */
  async refresh(): Promise<void> {
    this.#isOutdated = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isOutdated) {
      this.#isOutdated = false;
      await this.#askBoth();
    }
    this.#isAsking = false;
  }

  /** Asks for the next page of one. */
  async more(tab: ReadersTab): Promise<void> {
    const before = this.readers.peek();
    const cursor = before?.[tab].next ?? null;
    if (cursor === null || this.#loading.has(tab)) return;
    this.#loading.add(tab);
    const page = await this.#ask({ read: tab === "read", cursor, limit: pageSize }).catch(() => null);
    this.#loading.delete(tab);
    const now = this.readers.peek();
    // They were asked for again meanwhile, from the beginning: the page may not fit behind it.
    if (page === null || now === null || now !== before) return;
    const ids = [...now[tab].ids, ...idsOf(page)];
    this.readers.value = { ...now, [tab]: { ids, next: page.next } };
  }

  async #askBoth(): Promise<void> {
    try {
      const [read, unread] = await Promise.all([
        this.#ask({ read: true, limit: pageSize }),
        this.#ask({ read: false, limit: pageSize }),
      ]);
      this.readers.value = {
        counts: { read: unread.readCount, unread: unread.unreadCount },
        hiddenCount: unread.hiddenCount,
        read: { ids: idsOf(read), next: read.next },
        unread: { ids: idsOf(unread), next: unread.next },
      };
      this.error.value = null;
    } catch (error) {
      this.error.value = error;
    }
  }
}

const idsOf = ({ items }: ReceiptsResult): UserId[] => items.map(({ userId }) => userId);
