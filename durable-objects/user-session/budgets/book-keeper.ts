// Notes a user's budgets in the attachment of a socket: exactly whenever the session may hibernate, and seldom while it
// cannot, because calls are in flight.
import { writeBook, type Book } from "./budget-book.ts";

export class BookKeeper {
  readonly #keep: (text: string) => void;
  readonly #book: () => Book | null;
  #isDue = false;
  #inFlight = 0;
  /** Whether something was noted since calls are in flight. */
  #isNoted = false;
  /** What is noted until no call is in flight any more: it holds for whatever is spent of what is reserved. */
  #openText: string | null = null;

  /**
   * @param keep notes a text
   * @param book the budgets as they are; null: not loaded
   */
  constructor(keep: (text: string) => void, book: () => Book | null) {
    this.#keep = keep;
    this.#book = book;
  }

  /** A call begins: until `callEnds` the session does not hibernate. */
  callBegins(): void {
    this.#inFlight += 1;
  }

  callEnds(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    const isExact = this.#openText === null;
    this.#isNoted = false;
    this.#openText = null;
    if (!isExact) this.changed();
  }

  /** The budgets have changed. They are noted at the end of this turn, once for all that happens in it. */
  changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    // A message is charged in two steps, the second in a microtask. A turn ends when none is left.
    queueMicrotask(() => queueMicrotask(() => this.#note()));
  }

  #note(): void {
    this.#isDue = false;
    const book = this.#book();
    if (book === null) return;
    if (this.#inFlight === 0 || !this.#isNoted) {
      this.#isNoted = this.#inFlight > 0;
      this.#keep(writeBook(book));
    } else {
      // Again, because the socket that held it may be closed.
      this.#openText ??= writeBook({ ...book, isOpen: true });
      this.#keep(this.#openText);
    }
  }
}
