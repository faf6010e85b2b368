// The reactions to a message: a chip for each emoji with the number of people. A click puts the user's own there or takes it
// away; who the others are appears while a chip is pointed at, has the focus, or is pressed long.
import { Suspense } from "preact/compat";
import { useRef, useState } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { formatNumber } from "../i18n/format.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { chipsOf } from "./quick-reactions.ts";
import { reactionWords as t } from "./reaction-words.ts";
import "./reactions.css";

const WhoReactedCard = lazyLayer(async () => ({ default: (await import("./who-reacted-card.tsx")).WhoReactedCard }));

/** Who only passes over a chip with the pointer asks nothing. */
const restMs = 350;
const longPressMs = 450;

interface Looked {
  readonly emoji: string;
  readonly chip: HTMLElement;
}

export function ReactionsRow({ message }: { readonly message: ShownMessage }) {
  const { acts, may } = useOpenConversation();
  const [showsAll, setShowsAll] = useState(false);
  const [looked, setLooked] = useState<Looked | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The long press has shown who reacted, so that no click must follow. */
  const isSpent = useRef(false);
  const { seq, state } = message;
  const { shown, more } = chipsOf(state, showsAll);
  if (seq === null || shown.length === 0) return null;

  const look = (emoji: string, chip: HTMLElement, afterMs: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      isSpent.current = afterMs === longPressMs;
      setLooked({ emoji, chip });
    }, afterMs);
  };
  const leave = (): void => {
    clearTimeout(timer.current);
    setLooked(null);
  };
  const lookedCount = shown.find(({ emoji }) => emoji === looked?.emoji)?.count;

  return (
    <>
      <i class="reactions-break" />
      <div class="reactions" role="group" aria-label={t("reactions")}>
        {shown.map(({ emoji, count, mine }) => (
          <button
            key={emoji}
            type="button"
            class="reaction"
            aria-pressed={mine}
            aria-disabled={!may.react}
            aria-label={t("chip", { emoji, count })}
            onPointerEnter={({ currentTarget, pointerType }) => {
              if (pointerType !== "touch") look(emoji, currentTarget, restMs);
            }}
            onPointerLeave={leave}
            onFocus={({ currentTarget }) => {
              if (currentTarget.matches(":focus-visible")) look(emoji, currentTarget, restMs);
            }}
            onBlur={leave}
            onPointerDown={(event) => {
              // The press is the chip's, not the message's.
              event.stopPropagation();
              isSpent.current = false;
              if (event.pointerType === "touch") look(emoji, event.currentTarget, longPressMs);
            }}
            onPointerUp={() => clearTimeout(timer.current)}
            onPointerCancel={leave}
            onContextMenu={(event) => {
              event.stopPropagation();
              event.preventDefault();
            }}
            onClick={() => {
              if (!isSpent.current && may.react) acts?.react(message, emoji);
            }}
          >
            <span class="reaction-pill" aria-hidden="true">
              <span class="reaction-emoji">{emoji}</span>
              <span>{formatNumber(count)}</span>
            </span>
          </button>
        ))}
        {more > 0 && (
          <button
            type="button"
            class="reaction"
            aria-label={t("showAll", { count: more })}
            onClick={() => setShowsAll(true)}
          >
            <bdi class="reaction-pill" dir="ltr">
              +{formatNumber(more)}
            </bdi>
          </button>
        )}
        {looked !== null && lookedCount !== undefined && (
          <Suspense fallback={null}>
            <WhoReactedCard
              key={looked.emoji}
              seq={seq}
              emoji={looked.emoji}
              count={lookedCount}
              chip={looked.chip}
              onClose={leave}
            />
          </Suspense>
        )}
      </div>
    </>
  );
}
