// `@klatch/sdk/tabs`: several tabs of one app over one socket.
export interface SharedSocketOptions {
  /** Tabs with the same name, origin and store share; the name of the store's database is a good one. */
  readonly name?: string;
}

/** For the option `tabs` of a client. */
export interface Tabs {
  readonly name: string;
}

/**
 * One of the tabs holds the socket (a Web Lock says which), the others hear of everything from it; when it goes, the next
 * one takes over at once. Needs a store that the tabs share, such as `indexedDbStore()`.
 *
 * @example
 * const client = new KlatchClient({ url, store: indexedDbStore(), tabs: sharedSocket() });
 */
export declare function sharedSocket(options?: SharedSocketOptions): Tabs;
