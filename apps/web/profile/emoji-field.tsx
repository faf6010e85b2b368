// A field for one emoji: typed, or picked from all of them below it.
import { useRef, useState } from "preact/hooks";
import { EmojiGrid } from "../composer/emoji-grid.tsx";
import { IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { profileWords as t } from "./profile-words.ts";
import "./profile.css";

interface EmojiFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
}

export function EmojiField(props: EmojiFieldProps) {
  const [open, setOpen] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Field
        {...props}
        action={
          <IconButton
            icon="smile"
            label={t("pickEmoji")}
            expanded={open}
            buttonRef={button}
            onClick={() => setOpen(!open)}
          />
        }
      />
      {open && (
        <div class="profile-emoji">
          <EmojiGrid
            grid={grid}
            onPick={(emoji) => {
              setOpen(false);
              props.onInput(emoji);
              button.current?.focus();
            }}
          />
        </div>
      )}
    </>
  );
}
