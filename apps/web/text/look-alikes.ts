// Finds names that look alike: those with the same skeleton (UTS 39, section 4), whatever their case. Pure.

/** Maps each character of a text to the one that it is confused with, as Unicode's confusables.txt has them. */
export type Confusables = (text: string) => string;

/** The same for ASCII alone, so that names of nothing else need no table. */
const asciiPrototypes: Readonly<Record<string, string>> = {
  "0": "O",
  "1": "l",
  I: "l",
  "|": "l",
  m: "rn",
  '"': "''",
  "`": "'",
  "%": "º/₀",
};
export const asciiConfusables: Confusables = (text) =>
  text.replaceAll(/[01I|m"`%]/g, (char) => asciiPrototypes[char] ?? char);

const ascii = /^[\x20-\x7E]*$/;

/** Whether names other than ASCII are among them, for which the whole table is needed. */
export const needsTable = (names: Iterable<string>): boolean => {
  for (const name of names) if (!ascii.test(name)) return true;
  return false;
};

/** Two names with the same skeleton look alike. */
export function skeletonOf(name: string, confusables: Confusables): string {
  const seen = name.normalize("NFD").replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");
  return confusables(seen).normalize("NFD").toLowerCase();
}

/** The keys whose names look like another one's. Empty names are none. */
export function lookAlikes<K>(names: Iterable<readonly [K, string]>, skeleton: (name: string) => string): Set<K> {
  const first = new Map<string, K>();
  const alike = new Set<K>();
  for (const [key, name] of names) {
    if (name === "") continue;
    const look = skeleton(name);
    const other = first.get(look);
    if (other === undefined) first.set(look, key);
    else alike.add(other).add(key);
  }
  return alike;
}
