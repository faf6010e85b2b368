// Objects behind the Worker of which one call is another: answered by the test, or followed by something.
type Call = (...args: unknown[]) => unknown;

/**
 * The same objects with another answer to this call.
 *
 * @param answer gets the call that the object itself would carry out
 */
export const withCall = <Namespace extends object>(
  real: Namespace,
  called: string,
  answer: (itself: Call) => Call,
): Namespace =>
  proxied(real, (name, value) =>
    name === "get" || name === "getByName"
      ? (...args) => proxied(value(...args) as object, (call, itself) => (call === called ? answer(itself) : itself))
      : value,
  );

/** The same object with its methods changed, by name. */
export function proxied<T extends object>(real: T, changed: (name: string | symbol, value: Call) => Call): T {
  return new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      // A stub's calls have no `bind` of their own: it would be a call to the object.
      return changed(name, (...args: unknown[]) => Reflect.apply(value, target, args) as unknown);
    },
  });
}
