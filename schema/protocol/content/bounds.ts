// Building blocks of contents: texts of which something is seen, and addresses of the web.
import * as v from "valibot";
import { isBlank } from "../blank.ts";
import { wellFormedText } from "../shape.ts";

/** A text of which something is seen, of at most `maxChars` UTF-16 units. */
export const seenText = (maxChars: number) =>
  v.pipe(
    wellFormedText(maxChars, 1),
    v.check((text) => !isBlank(text), "nothing is seen of it"),
  );

/** Longer addresses are cut off by browsers and servers. */
const maxAddressChars = 2_048;

/** An address of the web. With credentials it would show one host and lead to another. */
export const webAddress = v.pipe(
  wellFormedText(maxAddressChars),
  v.regex(/^https?:\/\/[^\s]+$/),
  v.check((address) => {
    const url = URL.canParse(address) ? new URL(address) : null;
    return url !== null && url.username === "" && url.password === "";
  }, "no address of the web"),
);
