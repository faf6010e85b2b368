// The emoji picker: recently used emoji first, then by category. Arrow keys move in the grid.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { deviceStorage } from "../platform/storage.ts";
import { useLayer } from "../route/use-layer.ts";
import { composerWords as t } from "./composer-words.ts";
import { emojiKinds, emojiWords } from "./emoji-list.ts";
import { gridStep } from "./grid-step.ts";
import "./emoji-picker.css";

const recentKey = "klatch.emoji";
const maxRecent = 16;
const columns = 8;

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}

/** A layer: Esc, a click beside it and the browser's "back" close it alone. */
export default function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const grid = useRef<HTMLDivElement>(null);
  const close = useLayer(onClose);
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
    close();
    onPick(emoji);
  };

  useEffect(() => {
    const closeOutside = ({ target }: PointerEvent): void => {
      // Its button closes it by itself.
      const frame = grid.current?.closest(".emoji-frame");
      if (target instanceof Node && frame?.contains(target) !== true) close();
    };
    addEventListener("pointerdown", closeOutside, true);
    return () => removeEventListener("pointerdown", closeOutside, true);
  }, []);

  return (
    <div
      ref={grid}
      class="emoji-picker"
      role="dialog"
      aria-label={t("emoji")}
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
