// Tooling, off the message's way: describes what a Valibot shape accepts, as plain data that can be hashed and
// compared.
import { plainName } from "../../schema/protocol/names.ts";
import { isTrue, noneIfBlank, splitAtCommas } from "../../schema/protocol/shape.ts";

export type Described = null | boolean | number | string | readonly Described[] | { readonly [key: string]: Described };

/** Properties of a Valibot object that do not affect what it accepts. */
const ignoredKeys = new Set(["reference", "expects", "async", "message"]);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/**
 * Describes a shape: types, entries, literals, optionality, defaults, and every step of its pipes with its requirement.
 * Brands and other metadata are left out, because they do not reach the wire.
 *
 * A check written as a function is identified by its message; transformations are built-in functions or have a name
 * here.
 *
 * @throws Error when a part cannot be described, so that the lock misses nothing
 */
export function describeShape(value: unknown): Described {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value instanceof RegExp) return { source: value.source, flags: value.flags };
  if (Array.isArray(value)) return value.filter((item) => !isMetadata(item)).map(describeShape);
  if (!isRecord(value)) throw new Error(`cannot describe ${typeof value}`);
  // A piped schema repeats the fields of its first step.
  if (Array.isArray(value["pipe"])) return { pipe: describeShape(value["pipe"]) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, part]) => !key.startsWith("~") && part !== undefined && !(isValibot(value) && ignoredKeys.has(key)),
      )
      .map(([key, part]) => [key, typeof part === "function" ? describeFunction(value, part) : describeShape(part)]),
  );
}

const isValibot = (value: unknown): boolean =>
  isRecord(value) && typeof value["kind"] === "string" && "reference" in value;

/** Transformations of the protocol's own. */
const ownTransformations: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [splitAtCommas, "parts between commas, each once"],
  [isTrue, "whether it is true"],
  [noneIfBlank, "none if it is blank"],
  [plainName, "a name in its stored form"],
]);

const isMetadata = (value: unknown): boolean =>
  isRecord(value) &&
  (value["kind"] === "metadata" || (value["kind"] === "transformation" && value["type"] === "brand"));

function describeFunction(owner: Record<string, unknown>, part: unknown): Described {
  const message = owner["message"];
  const isCheck = owner["type"] === "check" || owner["type"] === "custom";
  if (isCheck && typeof message === "string") return `check: ${message}`;
  // The platform's own functions have stable names; other functions may be anonymous or renamed by a bundler.
  const builtIn = typeof part === "function" && /\{\s*\[native code\]\s*\}$/.test(part.toString());
  if (builtIn) return `built in: ${part.name}`;
  const ownName = ownTransformations.get(part);
  if (ownName !== undefined) return `own: ${ownName}`;
  throw new Error(`a ${String(owner["type"])} with a function of its own needs a message to be known by`);
}

/** JSON with sorted keys: equal for equal content. */
export function canonicalJson(value: Described): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Described)}`);
  return `{${entries.join(",")}}`;
}
