// The part of the library `punycode` that is used, which has no types of its own.
declare module "punycode/punycode.es6.js" {
  /** @throws RangeError for what is no Punycode */
  export const toUnicode: (host: string) => string;
}
