// Input that no honest client sends, as JSON text: `__proto__` keys and lone surrogates would not survive an object literal.

/** Keys that every object has without having them. */
export const inheritedKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "__defineGetter__",
];

/** Escaped as JSON has them. */
export const loneSurrogates = ["\\ud800", "\\udfff", "a\\ud83d", "\\ude00\\ud83d", "\\ud83dx\\ude00"];

/** No id looks like these. */
export const malformedIds = [
  "",
  " ",
  "a b",
  "ä",
  "a.b",
  "a/b",
  "../a",
  "a:b",
  "%41",
  "a\\u0000b",
  "a\\nb",
  "\\ud83d\\ude00",
  "\\ud800",
];

/** As they stand in JSON: none is a whole number that can be counted to. */
export const malformedNumbers = [
  "-1",
  "1.5",
  "1e400",
  "-1e400",
  "9007199254740992",
  "1e21",
  '"1"',
  "null",
  "true",
  "[]",
  "{}",
];

const malformedValues = ["null", "true", "0", '""', "[]", "{}", '["x"]', '{"a":1}'];

export const nestedArrays = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
export const nestedObjects = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

/** JSON of an object, each value given as JSON text. */
export const jsonObject = (fields: Readonly<Record<string, string>>): string =>
  `{${Object.entries(fields)
    .map(([key, value]) => `"${key}":${value}`)
    .join(",")}}`;

/** The fields of a value as JSON texts, to be changed one at a time. */
const fieldsOf = (value: object): Record<string, string> =>
  Object.fromEntries(Object.entries(value).map(([key, field]) => [key, JSON.stringify(field)]));

/** One text to put in the place of a value. */
export const withField = (frame: object, key: string, json: string): string =>
  jsonObject({ ...fieldsOf(frame), [key]: json });

/** Variations of a valid object, each with one field missing, of a wrong type or too many; `optional` may be missing. */
export function spoil(value: object, optional: readonly string[]): (readonly [name: string, json: string])[] {
  const fields = fieldsOf(value);
  const variations: (readonly [string, string])[] = [];
  for (const [key, json] of Object.entries(fields)) {
    const { [key]: _left, ...without } = fields;
    if (!optional.includes(key)) variations.push([`without ${key}`, jsonObject(without)]);
    for (const wrong of malformedValues) {
      if (typeof JSON.parse(wrong) === typeof JSON.parse(json) && !wrong.startsWith("n")) continue;
      variations.push([`${key}: ${wrong}`, jsonObject({ ...fields, [key]: wrong })]);
    }
  }
  for (const key of ["extra", ...inheritedKeys])
    variations.push([`with ${key}`, jsonObject({ ...fields, [key]: "{}" })]);
  return variations;
}
