// What a transcript expects against what came: variables filled in, matchers applied, every field accounted for.
import { newClientMsgId } from "../../support/people.ts";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** By name: `"<time>"`. */
const matchers: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: () => true,
  count: isCount,
  version: isCount,
  // Between 2020 and 2100: seconds or nanoseconds would be found out.
  time: (value) => isCount(value) && (value as number) > 1.57e12 && (value as number) < 4.1e12,
  text: (value) => typeof value === "string" && value !== "",
};

/** `"...": true`: there may be other fields. */
const moreFields = "...";

/** The names that steps may use: people, devices, conversations, and whatever was captured. */
export class Variables {
  readonly #values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  readonly #ids = new Map<string, string>();

  set(name: string, value: unknown): void {
    this.#values[name] = value;
  }

  /** @throws Error for a name that nothing has set */
  get(path: string): unknown {
    const [name = "", ...fields] = path.split(".");
    if (name === "id") return this.#idOf(fields.join("."));
    let value: unknown = this.#values[name];
    for (const field of fields) value = isObject(value) ? value[field] : undefined;
    if (value === undefined) throw new Error(`no such variable: $${path}`);
    return value;
  }

  /** A copy with every variable replaced; a string that is one variable becomes its value, whatever that is. */
  substitute(pattern: unknown): unknown {
    if (typeof pattern === "string") return this.#substituteText(pattern);
    if (Array.isArray(pattern)) return pattern.map((item) => this.substitute(item));
    if (!isObject(pattern)) return pattern;
    return Object.fromEntries(
      Object.entries(pattern).map(([key, value]) => [String(this.#substituteText(key)), this.substitute(value)]),
    );
  }

  #substituteText(text: string): unknown {
    const variable = /\$([a-zA-Z][\w-]*(?:\.\w+)*)/g;
    const whole = new RegExp(`^${variable.source}$`).exec(text)?.[1];
    if (whole !== undefined) return this.get(whole);
    return text.replaceAll(variable, (_match, path: string) => String(this.get(path)));
  }

  /** `$id.hello`: a fresh UUIDv7 at its first use, the same one afterwards. */
  #idOf(name: string): string {
    const id = this.#ids.get(name) ?? newClientMsgId();
    this.#ids.set(name, id);
    return id;
  }
}

/** Where `value` differs from a substituted pattern, one line each; empty when it fits. */
export function differences(pattern: unknown, value: unknown, path = ""): string[] {
  const matcher = typeof pattern === "string" ? /^<([a-z]+)>$/.exec(pattern)?.[1] : undefined;
  if (matcher !== undefined) {
    const fits = matchers[matcher];
    if (fits === undefined) throw new Error(`no such matcher: ${matcher}`);
    return fits(value) ? [] : [`${path}: ${JSON.stringify(value)} is no <${matcher}>`];
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value) || value.length !== pattern.length)
      return [`${path}: ${JSON.stringify(value)} instead of ${pattern.length} items`];
    return pattern.flatMap((item, index) => differences(item, value[index], `${path}[${index}]`));
  }
  if (!isObject(pattern))
    return Object.is(pattern, value) ? [] : [`${path}: ${JSON.stringify(value)} instead of ${JSON.stringify(pattern)}`];
  if (!isObject(value)) return [`${path}: ${JSON.stringify(value)} instead of an object`];
  const { [moreFields]: more, ...fields } = pattern;
  const expected = new Map(
    Object.entries(fields).map(([key, inner]) => [key.replace(/\?$/, ""), { inner, optional: key.endsWith("?") }]),
  );
  const unknown = more === undefined ? Object.keys(value).filter((key) => !expected.has(key)) : [];
  return [
    ...unknown.map((key) => `${path}.${key}: not expected`),
    ...[...expected].flatMap(([key, { inner, optional }]) => {
      if (!Object.hasOwn(value, key)) return optional ? [] : [`${path}.${key}: missing`];
      return differences(inner, value[key], `${path}.${key}`);
    }),
  ];
}
