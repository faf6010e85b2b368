// Somebody whom a message mentions, by a name that may stand in its text.

export interface Mention {
  readonly name: string;
  /** Whether the mentioned person is the reader. */
  readonly me: boolean;
}
