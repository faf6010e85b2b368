// `npm run emoji-codes -- FOLDER`: makes apps/web/composer/emoji-codes.data.ts of the GitHub short codes in emojibase-data, whose
// unpacked package is FOLDER: it is no dependency, since 50 MB would be installed for one file.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { inRepository } from "../run/wrangler.ts";

/** Codes by the hexadecimal code points of their emoji. */
const codesShape = v.record(v.string(), v.union([v.string(), v.array(v.string())]));

/** Of what is drawn as text by itself, with the selector by which it is an emoji: the keys are without. */
const emojiOf = (points: string): string =>
  String.fromCodePoint(...points.split("-").map((point) => Number.parseInt(point, 16))).replaceAll(
    /(?!\p{Emoji_Presentation})\p{Emoji}(?![\uFE0F\p{Emoji_Modifier}])/gu,
    "$&\uFE0F",
  );

/** Each emoji with its codes, on the one line that data has here. */
export function makeData(codes: v.InferOutput<typeof codesShape>): string {
  const each = Object.entries(codes).map(([points, of]) => [emojiOf(points), of].flat().join(" "));
  return `// Made by \`npm run emoji-codes\` of emojibase-data 17.0.0 (MIT): each emoji with its short codes at GitHub.
export const emojiCodes = \`${each.join(";")}\`;
`;
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("npm run emoji-codes -- FOLDER, with the unpacked emojibase-data in it");
  const text = await readFile(join(folder, "en", "shortcodes", "github.json"), "utf8");
  await writeFile(
    inRepository("apps/web/composer/emoji-codes.data.ts"),
    makeData(v.parse(codesShape, JSON.parse(text))),
  );
}
