// Who put an emoji to a message, in a card above its chip.
import type { UserId } from "@klatch/sdk";
import { createPortal } from "preact/compat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { formatList } from "../i18n/format.ts";
import { useChat } from "../model/chat-context.ts";
import { commonWords } from "../ui/common-words.ts";
import { NamedText } from "../ui/named-text.tsx";
import { reactionWords as t } from "./reaction-words.ts";
import { whoReacted, type WhoReacted } from "./who-reacted.ts";
import "./reactions.css";

const pageSize = 200;
const marginPx = 8;

interface WhoReactedCardProps {
  readonly seq: number;
  readonly emoji: string;
  readonly count: number;
  readonly chip: HTMLElement;
  readonly onClose: () => void;
}

export function WhoReactedCard({ seq, emoji, count, chip, onClose }: WhoReactedCardProps) {
  const { client, me, people } = useChat();
  const { entry, nameOf } = useOpenConversation();
  const card = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<WhoReacted | "loading" | "none">("loading");

  // Asked again when somebody joins them meanwhile.
  useEffect(() => {
    let isCurrent = true;
    const ask = async (): Promise<void> => {
      const who = await whoReacted(emoji, count, me, (cursor) =>
        client.reactions(entry.id, seq, { limit: pageSize, ...(cursor !== null && { cursor }) }),
      );
      for (const userId of who.named) people.fetch(userId);
      if (isCurrent) setFound(who);
    };
    ask().catch(() => isCurrent && setFound("none"));
    return () => {
      isCurrent = false;
    };
  }, [emoji, count, seq]);

  useLayoutEffect(() => {
    const element = card.current;
    if (element === null) return;
    const [box, at] = [element.getBoundingClientRect(), chip.getBoundingClientRect()];
    const left = Math.min(at.left + at.width / 2 - box.width / 2, innerWidth - box.width - marginPx);
    element.style.left = `${Math.max(marginPx, left)}px`;
    element.style.top = `${at.top < box.height + marginPx ? at.bottom + 4 : at.top - box.height - 4}px`;
  });

  useEffect(() => {
    // By touch it stays until the next press.
    const close = ({ target }: Event): void => {
      if (!(target instanceof Node) || !chip.contains(target)) onClose();
    };
    addEventListener("pointerdown", close, true);
    addEventListener("wheel", onClose, { capture: true, passive: true });
    addEventListener("keydown", onClose, true);
    return () => {
      removeEventListener("pointerdown", close, true);
      removeEventListener("wheel", onClose, true);
      removeEventListener("keydown", onClose, true);
    };
  }, []);

  return createPortal(
    <div ref={card} class="who-reacted" role="tooltip">
      <span class="who-reacted-emoji" aria-hidden="true">
        {emoji}
      </span>
      <p aria-live="polite">
        {found === "none" ? (
          t("notLoaded")
        ) : found === "loading" ? (
          <i class="who-reacted-bar" />
        ) : (
          <NamedText text={whoText(found, me, nameOf)} />
        )}
      </p>
    </div>,
    document.body,
  );
}

function whoText({ named, more }: WhoReacted, me: UserId, nameOf: (userId: UserId) => string): string {
  const names = named.map((userId) => (userId === me ? commonWords("you") : nameOf(userId)));
  return formatList(more > 0 ? [...names, t("andMore", { count: more })] : names);
}
