// Parses what the server sent, socket and HTTP.

/** More than any kind needs. Where an app runs, copies end at some thousand levels: in stores, channels and JSON itself. */
const maxLevels = 200;

/**
 * Parses a JSON text. Objects and arrays below level 200 become null: a single event that a store cannot copy would keep
 * everything after it from being stored too.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  cutBelow(value, maxLevels);
  return value;
}

function cutBelow(value: unknown, levels: number): void {
  if (!isNested(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (levels > 1) cutBelow(inner, levels - 1);
    else if (isNested(inner)) value[key] = null;
  }
}

const isNested = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
