// The name of a person or a group, wherever it stands.
import { unknownName } from "../text/unknown-name.ts";
import { commonWords as t } from "./common-words.ts";
import "./name.css";
import "./one-line.css";
import "./skeleton.css";

interface NameProps {
  /** Null or `unknownName`: not known yet. */
  readonly text: string | null;
  readonly class?: string;
  /** It is a box in a line, which cuts it. Within a text it goes on in the next line. */
  readonly isLine?: boolean;
}

/** A name in its own direction, apart from that of the text around it; a bar while it is not known, never "…". */
export function Name({ text, class: classes, isLine = false }: NameProps) {
  const extra = classes === undefined ? "" : ` ${classes}`;
  if (text === null || text === unknownName)
    return (
      <span class={`name${extra}`}>
        <span class="skeleton-name" aria-hidden="true" />
        {/* What is pressed must not be nameless. */}
        <span class="visually-hidden">{t("nameLoading")}</span>
      </span>
    );
  return (
    <bdi dir="auto" class={`name${isLine ? " one-line" : ""}${extra}`}>
      {text}
    </bdi>
  );
}
