// What the property tests put texts together from: signs of many scripts, marks, and sentences with a place for marks.
import { graphemesOf } from "../../apps/text/graphemes.ts";

const cells = (row: string): readonly string[] => row.split("|");

/** Words, numbers, signs and pictures of many scripts, and no mark. */
export const unmarked: readonly string[] = [
  ...graphemesOf("azéßİıñøłščжяїґωςאםعیहितகไทữ漢字かなカ한글0123456789٣۵५"),
  ...graphemesOf(".,;:!?…'\"«»„“”‘’()（）、。，；：？！「」『』《》〈〉·・—–%‰°′″€$£¥₹₽₪₩=+/|^#&{}§†×÷≤≈∞√ーｱﾉ"),
  ...cells("👋|👩‍👩‍👧|🇩🇪|👍🏽|e\u0301|می\u200Cخواهم|\u00A0|\u3000| | |  |-"),
];

/** Beginnings of lines. */
export const starts = cells("- |+ |1. |7) |12. 3. |# |---|===|    |2024. 5. 3. |[ ] a|:-)|=> ");
export const markPieces: readonly string[] = [
  ...cells("*|**|***|_|__|~|~~|`|``|```|\\|[|]|](|(|)|<|>|> |!|@|&|- [ ] |* |> > |```js\n|&amp;|<b>"),
  ...cells("https://|https://a.example/|www.a.example|a@a.example|mailto:"),
];
export const lineEnds: readonly string[] = ["\n", "\n\n", "\n\n\n"];

interface Sentence {
  /** What may stand before a mark, between two, and behind one. */
  readonly before: readonly string[];
  readonly phrases: readonly string[];
  readonly after: readonly string[];
  readonly marks: readonly string[];
}

/** One of each kind of script. */
export const sentences: readonly Sentence[] = [
  {
    before: cells('|a |(|[|“|«|„|— |¿|¡|"|…|a, |l’|x: |😀 |😀|1. x |a/b '),
    phrases: cells("word|two words|one, two|5 €|word!|“word”|(word)|слово|«слово»|λέξη|Anna-Lena|won’t|3 x 4"),
    after: cells('| a|)|]|”|»|“|.|,|!|?|:|;|…| — x|"|’s| 😀|😀|?!|.)|\nx'),
    marks: ["**", "~~", "*", "_"],
  },
  {
    before: cells("|كلمة |(|«|هل |و|ב|שלום "),
    phrases: cells("مهم|كلمتان هنا|مهم!|«مهم»|חשוב|שתי מילים|(חשוב)|مهم؟|5%"),
    after: cells("| كلمة|)|»|؟|،|.|؛|!| שלום|:"),
    marks: ["**", "~~"],
  },
  {
    before: cells("|看|，|（|「|：|“|看 |。|한국|カ|ok |《|😀|นี่"),
    phrases: cells('重要|“重要”|重要！|（重要）|第3章|ABC|5%|《书名》|C++|중요|"중요"|(필독)|太字。|สำคัญ!'),
    after: cells("|了|，|。|）|」|”|！| 了|：|는|です|…|——|？|、|😀|นะ"),
    marks: ["**"],
  },
  {
    before: cells("|यह |(|“"),
    phrases: cells("ज़रूरी|दो शब्द|ज़रूरी।|தமிழ்|ज़रूरी!"),
    after: cells("| है|।|!|)|”|,|?"),
    marks: ["**", "~~", "*", "_"],
  },
];
