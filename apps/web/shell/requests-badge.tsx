// How many ask to become friends, at the corner of the section of people.
import { useChat } from "../model/chat-context.ts";
import { Badge } from "../ui/badge.tsx";
import { shellWords as t } from "./shell-words.ts";
import "./rail.css";

export function RequestsBadge() {
  const count = useChat().friends.asking.value;
  return (
    <span class="rail-badge">
      <Badge count={count} maxCount={99} label={t("requests", { count })} />
    </span>
  );
}
