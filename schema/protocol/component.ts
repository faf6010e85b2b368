// A shape with what the API documents say of it. Words stand beside shapes, in `*.words.ts`: no Worker carries them.
import type * as v from "valibot";

/** Of fields that mean something of their own here, by path: `device.id`. Of all others, `field-words.ts` says it. */
export type FieldWords = Readonly<Record<string, string>>;

export interface Component {
  readonly shape: v.GenericSchema;
  readonly description: string;
  readonly example: unknown;
  readonly fields: FieldWords;
  /** The server sends it, and may add fields: clients ignore those they do not know. What clients send is strict. */
  readonly open: boolean;
}

// `sample` is checked by the compiler against the shape, and parsed by it in a test.
export const fromClient = <S extends v.GenericSchema>(
  shape: S,
  description: string,
  sample: v.InferInput<S>,
  fields: FieldWords = {},
): Component => ({
  shape,
  description,
  example: sample,
  fields,
  open: false,
});
export const fromServer = <S extends v.GenericSchema>(
  shape: S,
  description: string,
  sample: v.InferInput<S>,
  fields: FieldWords = {},
): Component => ({
  ...fromClient(shape, description, sample, fields),
  open: true,
});

/** What is declared as kinds: each under its name, or that of its type, so that `new-message` is `NewMessageFrame`. */
export const componentsOf = (
  kinds: Iterable<{
    readonly type: string;
    readonly name?: string;
    readonly shape: v.GenericSchema;
    readonly words: string;
    readonly fields?: FieldWords;
    readonly example: unknown;
  }>,
  suffix: string,
  open: boolean,
): Record<string, Component> =>
  Object.fromEntries(
    [...kinds].map(({ type, name, shape, words, fields = {}, example }) => [
      name ?? type.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase()) + suffix,
      { shape, description: words, example, fields, open },
    ]),
  );
