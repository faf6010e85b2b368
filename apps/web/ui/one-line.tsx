// A text that others wrote, on one line: in its own direction, so that what is cut off is its end.
import { directionOfLine } from "../../text/isolate.ts";
import "./one-line.css";

interface OneLineProps {
  readonly text: string;
  readonly class: string;
}

/** Stands as a box of its own, in a flex or grid box. */
export function OneLine({ text, class: classes }: OneLineProps) {
  return (
    <bdi dir={directionOfLine(text)} class={`one-line ${classes}`}>
      {text}
    </bdi>
  );
}
