// Grey placeholders in the geometry of what is loading. They appear after a moment only, because most loads end sooner.
import "./skeleton.css";

interface SkeletonProps {
  readonly rows?: number;
  /** The height of a row: a conversation of the inbox, a person of a list, or a line of text. */
  readonly kind?: "conversation" | "person" | "line";
}

/** Hidden from screen readers: the element around it is `aria-busy`. */
export function Skeleton({ rows = 8, kind = "conversation" }: SkeletonProps) {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class={`skeleton-row skeleton-${kind}`}>
          {kind !== "line" && <span class="skeleton-picture" />}
          <span class="skeleton-text">
            <i class="skeleton-bar" />
            {kind !== "line" && <i class="skeleton-bar" />}
          </span>
        </div>
      ))}
    </div>
  );
}
