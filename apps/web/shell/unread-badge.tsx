// What is unread, at the corner of a section's icon.
import { Badge } from "../ui/badge.tsx";
import { commonWords as t } from "../ui/common-words.ts";
import "./rail.css";

export function UnreadBadge({ count }: { readonly count: number }) {
  return (
    <span class="rail-badge">
      <Badge count={count} maxCount={99} label={t("unread", { count })} />
    </span>
  );
}
