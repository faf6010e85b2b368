// A JSON object of an app's own, which the server stores and does not read.
import * as v from "valibot";

/** What JSON can say: an object's value, or a part of one. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** An object of an app's own, such as the data of a `custom` content. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Keys with which a careless reader would change the prototype of its own objects. */
const deceptiveKeys = new Set(["__proto__", "constructor", "prototype"]);

/** @param levels of objects and arrays that may be left below, itself included */
function isData(value: unknown, levels: number): value is JsonValue {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((one) => isData(one, levels - 1));
  return Object.entries(value).every(
    ([key, one]) => key.isWellFormed() && !deceptiveKeys.has(key) && isData(one, levels - 1),
  );
}

/** @param maxLevels how deep objects and arrays may be nested, the object itself included */
export const jsonData = (maxLevels: number) =>
  v.pipe(
    v.custom<JsonObject>(
      (value) => typeof value === "object" && value !== null && !Array.isArray(value) && isData(value, maxLevels),
      `data of at most ${maxLevels} levels`,
    ),
    // For the API documents, which say how deep everything is nested.
    v.metadata({ maxLevels }),
  );
