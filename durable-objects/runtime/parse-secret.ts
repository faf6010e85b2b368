// Secrets that are JSON: the parser's own error would quote them, in a log too.

/** @returns null for a text that is no JSON, to be refused like JSON of another shape */
export function parseSecret(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
