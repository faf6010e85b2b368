// The dot at a picture: full while the person is online, hollow while they are away. Who is offline has none.
import type { UserId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { presenceWords as t } from "./presence-words.ts";
import "./presence-dot.css";

export function PresenceDot({ userId }: { readonly userId: UserId }) {
  const presence = useChat().presence.of(userId);
  if (presence?.online !== true) return null;
  const label = t(presence.away ? "away" : "online");
  return (
    <span class={`presence-dot${presence.away ? " presence-dot-away" : ""}`} title={label}>
      <span class="visually-hidden">{label}</span>
    </span>
  );
}
