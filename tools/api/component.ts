// Tooling, off the message's way: a shape with what the API documents say of it.
import type * as v from "valibot";

export interface Component {
  readonly shape: v.GenericSchema;
  readonly description: string;
  readonly example: unknown;
  /** The server sends it, and may add fields: clients ignore those they do not know. What clients send is strict. */
  readonly open: boolean;
}

// `sample` is checked by the compiler against the shape, and parsed by it in a test.
export const fromClient = <S extends v.GenericSchema>(
  shape: S,
  description: string,
  sample: v.InferInput<S>,
): Component => ({
  shape,
  description,
  example: sample,
  open: false,
});
export const fromServer = <S extends v.GenericSchema>(
  shape: S,
  description: string,
  sample: v.InferInput<S>,
): Component => ({
  ...fromClient(shape, description, sample),
  open: true,
});

/** What is declared as kinds: each under its name, or that of its type, so that `new-message` is `NewMessageFrame`. */
export const componentsOf = (
  kinds: Iterable<{
    readonly type: string;
    readonly name?: string;
    readonly shape: v.GenericSchema;
    readonly words: string;
    readonly example: unknown;
  }>,
  suffix: string,
  open: boolean,
): Record<string, Component> =>
  Object.fromEntries(
    [...kinds].map(({ type, name, shape, words, example }) => [
      name ?? type.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase()) + suffix,
      { shape, description: words, example, open },
    ]),
  );
