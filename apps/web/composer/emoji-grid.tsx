// All emojis to choose from: recently used ones first, then by category. Arrow keys move in the grid.
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { deviceStorage } from "../platform/storage.ts";
import { emojiKinds, emojiWords } from "./emoji-list.ts";
import { gridStep } from "./grid-step.ts";
import "./emoji-grid.css";

const recentKey = "klatch.emoji";
const maxRecent = 16;
const columns = 8;

interface EmojiGridProps {
  readonly grid: RefObject<HTMLDivElement | null>;
  readonly onPick: (emoji: string) => void;
}

export function EmojiGrid({ grid, onPick }: EmojiGridProps) {
  const [recent] = useState(readRecent);
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ...(recent.length > 0 ? [[emojiWords("recent"), recent] as const] : []),
    ...emojiKinds.map(([kind, list]) => [emojiWords(kind), list.split(" ")] as const),
  ];

  useLayoutEffect(() => grid.current?.querySelector("button")?.focus(), []);

  const pick = (emoji: string): void => {
    deviceStorage.setItem(
      recentKey,
      [emoji, ...recent.filter((other) => other !== emoji)].slice(0, maxRecent).join(" "),
    );
    onPick(emoji);
  };

  return (
    <div
      ref={grid}
      class="emoji-groups"
      onKeyDown={(event) => {
        const buttons = [...(grid.current?.querySelectorAll("button") ?? [])];
        const step = gridStep(event.key, columns);
        if (step === null) return;
        event.preventDefault();
        buttons[buttons.findIndex((button) => button === document.activeElement) + step]?.focus();
      }}
    >
      {groups.map(([name, list], group) => (
        <section key={name} aria-label={name}>
          <h3>{name}</h3>
          <div class="emoji-grid">
            {list.map((emoji, at) => (
              <button key={emoji} type="button" tabIndex={group + at === 0 ? 0 : -1} onClick={() => pick(emoji)}>
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

function readRecent(): string[] {
  const kept = deviceStorage.getItem(recentKey) ?? "";
  return kept === "" ? [] : kept.split(" ");
}
