// Grey placeholders for rows. They appear after a moment only, because most loads end sooner.
import "./inbox-skeleton.css";

const rows = [0, 1, 2, 3, 4, 5, 6, 7];

export function InboxSkeleton() {
  return (
    <div class="inbox-skeleton" aria-hidden="true">
      {rows.map((row) => (
        <div key={row} class="inbox-skeleton-row">
          <span />
          <div>
            <i />
            <i />
          </div>
        </div>
      ))}
    </div>
  );
}
