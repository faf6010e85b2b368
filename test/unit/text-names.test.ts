// How names are found: by what is typed on any keyboard, in any script.
import { describe, expect, it } from "vitest";
import { foldName } from "../../schema/names/fold-name.ts";
import { matchRank } from "../../apps/text/match-names.ts";

/** Each line: spellings of one name, apart by " | ". */
const same = `
jose | José | JOSÉ | Jose\u0301 | ｊｏｓｅ | Ｊosé | 𝓙𝓸𝓼𝓮 | J\u200Bose
strasse | Straße | STRASSE | STRAẞE | ｓtrasse
istanbul | İstanbul | ISTANBUL | ıstanbul | i\u0307stanbul
isik | Işık | ışık | IŞIK
nguyen van duc | Nguyễn Văn Đức | NGUYỄN VĂN ĐỨC | Nguye\u0302\u0303n Va\u0306n Đu\u031B\u0301c
ιασονας | Ιάσονας | ΙΑΣΟΝΑΣ | ΙΆΣΟΝΑΣ | ιάσονασ
γαιδουρι | γαϊδούρι | γαΐδούρι | ΓΑΪΔΟΎΡΙ
елка | Ёлка | ЁЛКА | е\u0308лка
андреи | Андрей | АНДРЕЙ | Андреи\u0306
галаган | Ґалаґан
казак | қазақ | Қазақ
محمد | مُحَمَّد | محـمد | ﻣﺤﻤﺪ
احمد | أحمد | آحمد | ٱحمد | إحمد
علي | على | علی | عَلِيّ
فاطمه | فاطمة | فاطمہ | فاطمەّ
كريم | کریم | کَریم
עולם | עוֹלָם | עולמ
צהל | צה״ל | צה"ל
ガッツ | がっつ | ｶﾞｯﾂ | ガツツ
キャノン | キヤノン | ｷｬﾉﾝ | きゃのん
高橋 | 髙橋
金 | ⾦
김민준 | 김민준 | ㄱㅣㅁㅁㅣㄴㅈㅜㄴ
권 | ㄱㅜㅓㄴ
फिल्म | फ़िल्म | फ\u093Cिल्म
fifi | ﬁfi | FIFI
oconnor | O'Connor | O’Connor | OʼConnor | O‘Connor | O´Connor | O＇Connor
aether | Æther | æther
soren | Søren | SØREN
lodz | Łódź
thor | Þór
dorde | Đorđe | Ðorđe
oyku | Öykü
zurich | Zürich
alfred | ȺLFRED | alfréd
group 2024 | group ٢٠٢٤ | group ۲۰۲۴ | group २०२४ | GROUP ２０２４ | group 𝟐𝟎𝟐𝟒
եւա | ԵՒԱ | եւա | եւԱ
ⴀⴁ | ႠႡ
აბ | ᲐᲑ
ali reza | ali\u00A0reza | ali\u3000reza | ALI  REZA
`;
const spellings = same
  .trim()
  .split("\n")
  .map((line) => line.split(" | "));

/** What must stay apart: another word in its language, or a mark that is a letter. */
const apart = [
  ["か", "が"],
  ["は", "ぱ"],
  ["राम", "रम"],
  ["किरण", "करण"],
  ["मीना", "मना"],
  ["பாலா", "பல"],
  ["มา", "มี"],
  ["ម៉ា", "មី"],
  ["张", "李"],
  ["김", "강"],
  ["o", "0"],
  ["Anna Berg", "Annaberg"],
  ["👍", "👎"],
  ["C++", "C#"],
] as const;

describe("folding", () => {
  it("[WEB-180] spellings of one name are one, in every script", () => {
    const faults = spellings.flatMap(([first = "", ...others]) =>
      others
        .filter((other) => foldName(other) !== foldName(first))
        .map((other) => [first, other, foldName(first), foldName(other)]),
    );
    expect(faults).toEqual([]);
  });

  it("[WEB-180] other words stay apart", () => {
    expect(apart.filter(([one, other]) => foldName(one) === foldName(other))).toEqual([]);
  });

  it("[WEB-180] what is typed of a name, key by key, is the beginning of it", () => {
    const names = [...spellings.flat(), "과학", "의사", "닭갈비", "값", "Nguyễn", "ÅÆØ"];
    const faults = names.flatMap((name) => {
      const chars = Array.from(name);
      return chars
        .map((_, at) => chars.slice(0, at).join(""))
        .filter((begun) => !foldName(name).startsWith(foldName(begun).trimEnd()))
        .map((begun) => [name, begun]);
    });
    expect(faults).toEqual([]);
  });

  it("[WEB-180] a folded name stays as it is when it is folded again", () => {
    expect(spellings.flat().filter((name) => foldName(foldName(name)) !== foldName(name))).toEqual([]);
  });
});

describe("[WEB-181] what is typed finds a name: its beginning, a word, a part, its letters in order", () => {
  /** Rank, what is typed, and names that it finds with this rank. */
  const finds: readonly (readonly [rank: number | null, typed: string, ...names: readonly string[]])[] = [
    [0, "jose", "José", "Jose Maria", "JOSÉ", "(José)", "🎉José", "“José”"],
    [1, "jose", "María José", "Juan-José", "the_jose", "Saint/José"],
    [2, "jose", "SanJosé", "x2jose", "j o s e"],
    [3, "jose", "Joao Sempre"],
    [null, "jose", "Jo", "Esoj", ""],
    [0, "mueller", "Müller", "Mueller", "MÜLLER"],
    [0, "muller", "Müller"],
    [0, "müller", "Mueller", "Muller"],
    [0, "muell", "Müller"],
    [0, "soeren", "Søren"],
    [0, "aase", "Åse"],
    [1, "berg anna", "Anna Berg", "Anna van den Berg"],
    [1, "an be", "Berg, Anna"],
    [0, "anna lena", "Anna-Lena", "Anna_Lena Berg", "anna.lena", "Anna Lena"],
    [0, "anna-lena", "Anna Lena"],
    [2, "annalena", "Anna-Lena", "Die Anna Lena"],
    [1, "connor", "Sinéad O Connor"],
    [0, "oconnor", "O’Connor", "O'Connor"],
    [0, "o'c", "O’Connor", "OConnor"],
    [1, "duc", "Nguyễn Văn Đức"],
    [0, "张", "张伟", "张"],
    [1, "伟", "张伟"],
    [2, "李雷", "李 雷", "李·雷"],
    [0, "김", "김민준"],
    [0, "기", "김민준", "기민"],
    [0, "김ㅁ", "김민준"],
    [0, "구", "권지용"],
    [1, "민준", "김민준"],
    [3, "ㄱㅁㅈ", "김민준"],
    [0, "さくら", "サクラ", "ｻｸﾗ", "さくら組"],
    [2, "عليرضا", "علی رضا"],
    [0, "عليرضا", "علی\u200Cرضا"],
    [0, "محمد", "مُحَمَّد علي"],
    [1, "علي", "مُحَمَّد علی"],
    [1, "כהן", "דוד כֹּהֵן"],
    [0, "👍", "👍🏽 Team", "👍"],
    [2, "👍", "Team 👍"],
    [0, "c++", "C++ people"],
    [2, "'", "O'Connor"],
    [null, "'", "OConnor"],
    [null, "\u0301", "Jose"],
    [0, "  ", "Anybody"],
  ];
  it("in every script", () => {
    const faults = finds.flatMap(([rank, typed, ...names]) =>
      names.flatMap((name) => (matchRank(name, typed) === rank ? [] : [[typed, name, rank, matchRank(name, typed)]])),
    );
    expect(faults).toEqual([]);
  });
});
