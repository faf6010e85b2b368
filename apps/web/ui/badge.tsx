// A count of what is unread, a dot for news without a number, or the sign that the person is mentioned.
import { formatNumber } from "../i18n/format.ts";
import "./badge.css";

interface BadgeProps {
  readonly kind?: "count" | "dot" | "mention";
  /** Of kind "count" only. Nothing is shown for 0. */
  readonly count?: number;
  /** A higher count is shown as "many". */
  readonly maxCount?: number;
  /** Grey: it is not to catch the eye. A mention never is. */
  readonly muted?: boolean;
  /** What it means, read aloud. */
  readonly label: string;
}

export function Badge({ kind = "count", count = 0, maxCount = 999, muted = false, label }: BadgeProps) {
  if (kind === "count" && count <= 0) return null;
  return (
    <span class={`badge badge-${kind}${muted && kind !== "mention" ? " badge-muted" : ""}`}>
      {kind !== "dot" && <span aria-hidden="true">{kind === "mention" ? "@" : shownCount(count, maxCount)}</span>}
      <span class="visually-hidden">{label}</span>
    </span>
  );
}

/** Digits and "+" stay in their order where text runs to the left. */
const shownCount = (count: number, maxCount: number) => (
  <bdi dir="ltr">{count > maxCount ? `${formatNumber(maxCount)}+` : formatNumber(count)}</bdi>
);
