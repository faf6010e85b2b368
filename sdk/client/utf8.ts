// The server's limits count bytes of UTF-8.
const encoder = new TextEncoder();

export const utf8Bytes = (text: string): number => encoder.encode(text).length;
