// A virtual list without a page: rows have heights that it only knows once they were near the viewport. It keeps heights by
// index and moves the position to make up for what changes above it, as badly as it is told to.
import { endOf, type ListView } from "../../apps/web/timeline/list-view.ts";
import type { Row } from "../../apps/web/timeline/timeline-rows.ts";

const guessPx = 40;
const aheadPx = 300;

export interface FakeListOptions {
  /** Whether it makes up for heights that change above the viewport. */
  readonly compensates: boolean;
  /** Whether the page hears that it was scrolled before it hears of new heights. */
  readonly tellsScrollFirst: boolean;
  /** The height of a row in a list of 400 px. */
  readonly heightOf: (key: string) => number;
}

export class FakeList implements ListView {
  scrollTop = 0;
  viewportPx = 600;
  widthPx = 400;
  insetPx = 0;
  readonly #options: FakeListOptions;
  readonly #grown = new Map<string, number>();
  #rows: readonly Row[] = [];
  /** Null: not measured. */
  #sizes: (number | null)[] = [];
  #heardTop = 0;
  #windowCount = -1;

  constructor(options: FakeListOptions) {
    this.#options = options;
  }

  get contentPx(): number {
    // The page rounds it.
    return Math.round(this.rowTop(this.#rows.length) + this.insetPx);
  }

  rowTop(index: number): number {
    return this.#sizes.slice(0, index).reduce<number>((sum, px) => sum + (px ?? guessPx), 0);
  }

  rowPx(index: number): number {
    return this.#sizes[index] ?? guessPx;
  }

  rowAt(px: number): number {
    let at = 0;
    for (let bottom = this.rowPx(0); at < this.#rows.length - 1 && bottom <= px;) bottom += this.rowPx(++at);
    return at;
  }

  /** As a page scrolls: not beyond the ends. */
  scrollTo(px: number): void {
    this.scrollTop = Math.min(Math.max(0, px), endOf(this));
  }

  setRows(rows: readonly Row[], keepsFromEnd: boolean, windowCount: number): void {
    if (windowCount !== this.#windowCount) this.#sizes = [];
    this.#windowCount = windowCount;
    this.#rows = rows;
    const added = rows.length - this.#sizes.length;
    if (added > 0) this.#sizes[keepsFromEnd ? "unshift" : "push"](...Array.from({ length: added }, () => null));
    else this.#sizes.splice(keepsFromEnd ? 0 : added, -added);
    if (keepsFromEnd && this.#options.compensates) this.scrollTop += added * guessPx;
    this.scrollTo(this.scrollTop);
  }

  grow(key: string, px: number): void {
    this.#grown.set(key, (this.#grown.get(key) ?? 0) + px);
  }

  resize(widthPx: number, viewportPx: number): void {
    Object.assign(this, { widthPx, viewportPx });
    this.scrollTo(this.scrollTop);
  }

  /** Measures the rows near the viewport. @returns whether one has another height than was known */
  measure(): boolean {
    const [from, to] = [this.rowAt(this.scrollTop - aheadPx), this.rowAt(this.scrollTop + this.viewportPx + aheadPx)];
    const viewportTop = this.scrollTop;
    let changed = false;
    let above = 0;
    for (let at = from; at <= to && at < this.#rows.length; at++) {
      const px = this.#height(this.#rows[at]?.key ?? "");
      const was = this.rowPx(at);
      if (this.#sizes[at] === px) continue;
      if (this.rowTop(at) + was <= viewportTop) above += px - was;
      this.#sizes[at] = px;
      changed = true;
    }
    this.scrollTo(this.scrollTop + (this.#options.compensates ? above : 0));
    return changed;
  }

  /** @returns whether it was scrolled since it was asked last */
  takeScrollEvent(): boolean {
    const wasScrolled = this.#heardTop !== this.scrollTop;
    this.#heardTop = this.scrollTop;
    return wasScrolled;
  }

  #height(key: string): number {
    return (this.#options.heightOf(key) * 400) / this.widthPx + (this.#grown.get(key) ?? 0);
  }
}
