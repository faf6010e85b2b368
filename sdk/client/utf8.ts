// The length of a text in UTF-8 bytes, in which the server's limits are given.
const encoder = new TextEncoder();

export const utf8Bytes = (text: string): number => encoder.encode(text).length;
