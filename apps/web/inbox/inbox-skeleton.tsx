// Grey shapes where rows will be; only after a moment, because most loads are over before.
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
