// What is true of a conversation's page whenever it has come to rest, whatever happened.
import { indexOfSeq, unreadIndex } from "../../apps/web/timeline/row-places.ts";
import { endOf, toEndOf } from "../../apps/web/timeline/list-view.ts";
import type { FakeLogPage } from "./fake-log-page.ts";

/** Positions are rounded by the page and by the controller. */
const tolerancePx = 2.5;

/** Where the page stood before something happened. */
export interface Stand {
  readonly name: string;
  /** The anchored row. */
  readonly key: string | null;
  readonly offsetPx: number;
  readonly isNearEnd: boolean;
}

export function standOf({ controller: { state }, list, timeline, rows }: FakeLogPage): Stand {
  const key = state.name === "anchored" ? (state.anchor?.key ?? null) : null;
  const offsetPx = list.rowTop(rows.findIndex((row) => row.key === key)) - list.scrollTop;
  return { name: state.name, key, offsetPx, isNearEnd: timeline.atEnd && toEndOf(list) <= 70 };
}

/** Where the person wants to be, if what happened was their wish. */
export type Wish = "end" | "sent" | "elsewhere" | { readonly seq: number; readonly isLine: boolean } | null;

/** @returns what is wrong */
export function faultsOf(page: FakeLogPage, before: Stand, wish: Wish, isTurned: boolean, isOnline: boolean): string[] {
  const { controller, list, timeline, seen } = page;
  const { name } = controller.state;
  const isFollowing = name === "following";
  const faults: [boolean, string][] = [
    [isOnline && name === "jumping", "a jump does not end"],
    [isOnline && !timeline.atStart && list.scrollTop < 1_000, "older messages are not loaded"],
    [isOnline && !timeline.atEnd && toEndOf(list) < 1_000, "newer messages are not loaded"],
    [(isFollowing || wish === "end") && toEndOf(list) > tolerancePx, "the end is not visible"],
    [(isFollowing || wish === "end") && isOnline && seen?.all !== true, "the end is not read"],
    [wish === "end" && isOnline && !isFollowing, "the end is not followed"],
    [wish === "sent" && !isSentVisible(page), "what was sent is not visible"],
    [typeof wish === "object" && wish !== null && isOnline && !isSeqVisible(page, wish), "the place is not visible"],
    [wish === null && before.name === "following" && !isFollowing, "the end was lost"],
    [(wish === null || name === "jumping") && isMoved(page, before, isTurned), "the place was lost"],
  ];
  return faults.flatMap(([isSo, what]) => (isSo ? [what] : []));
}

function isSentVisible(page: FakeLogPage): boolean {
  const last = page.rows.at(-1);
  const isSent = last?.kind === "message" && last.message.outgoing === page.outgoing.at(-1);
  return isSent && isVisible(page, page.rows.length - 1);
}

function isSeqVisible(page: FakeLogPage, { seq, isLine }: { readonly seq: number; readonly isLine: boolean }): boolean {
  const { rows } = page;
  const line = isLine ? unreadIndex(rows) : -1;
  const index = line >= 0 ? line : indexOfSeq(rows, seq);
  return rows.length === 0 || isVisible(page, index >= 0 ? index : rows.length - 1);
}

/** Of a message that is higher than the screen, a part. */
function isVisible({ list }: FakeLogPage, index: number): boolean {
  const freePx = list.viewportPx - list.insetPx;
  const top = list.rowTop(index) - list.scrollTop;
  const bottom = top + list.rowPx(index);
  if (list.rowPx(index) > freePx) return top < freePx && bottom > 0;
  return top >= -tolerancePx && bottom <= freePx + tolerancePx;
}

function isMoved({ list, rows, controller }: FakeLogPage, before: Stand, isTurned: boolean): boolean {
  if (before.name !== "anchored" || before.key === null || before.isNearEnd) return false;
  const index = rows.findIndex(({ key }) => key === before.key);
  // On the way to a place beyond the end, what the device has of the end is shown.
  if (index < 0) return controller.state.name !== "jumping";
  const isCut = list.scrollTop <= tolerancePx || list.scrollTop >= endOf(list) - tolerancePx;
  const offset = list.rowTop(index) - list.scrollTop;
  if (isCut) return false;
  if (isTurned && before.offsetPx < 0) return offset + list.rowPx(index) <= -tolerancePx;
  return Math.abs(offset - before.offsetPx) > tolerancePx;
}
