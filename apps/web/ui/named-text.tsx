// A sentence with names in it, in which each name that is not known yet is a bar.
import { Fragment } from "preact";
import { unknownName } from "../text/unknown-name.ts";
import { Name } from "./name.tsx";

/** The sentence is made by a catalogue: a name that is not known stands in it as `unknownName`. */
export function NamedText({ text }: { readonly text: string }) {
  const [first = "", ...rest] = text.split(unknownName);
  return (
    <>
      {first}
      {rest.map((after, at) => (
        <Fragment key={at}>
          <Name text={null} />
          {after}
        </Fragment>
      ))}
    </>
  );
}
