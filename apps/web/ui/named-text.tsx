// A sentence with names in it: each in its own direction, and a bar where it is not known yet.
import { unknownName } from "../text/unknown-name.ts";
import { Name } from "./name.tsx";

/** Marks around what has another direction (apps/text/isolate.ts), and what stands for a name that is not known. */
const name = new RegExp(`\\u2068([^\\u2069]*)\\u2069|${unknownName}`, "u");

/**
 * The sentence is made by a catalogue. Names are elements of their own: `dir="auto"` around it goes by the words of the
 * sentence, and would go by what stands between marks.
 */
export function NamedText({ text }: { readonly text: string }) {
  // Every other part is a name: undefined where it is not known.
  return (
    <>
      {text
        .split(name)
        .map((part: string | undefined, at) => (at % 2 === 0 ? part : <Name key={at} text={part ?? null} />))}
    </>
  );
}
