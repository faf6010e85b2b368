// A shape with its description and example in the API documents. The texts are in `*.words.ts` beside the shapes, which
// Workers do not bundle.
import type * as v from "valibot";

/** Descriptions of fields with a special meaning here, by path: `device.id`. `field-words.ts` has those of all others. */
export type FieldWords = Readonly<Record<string, string>>;

export interface Component {
  readonly shape: v.GenericSchema;
  readonly description: string;
  readonly example: unknown;
  readonly fields: FieldWords;
  /** True for what the server sends: it may add fields, and clients ignore unknown ones. What clients send is strict. */
  readonly open: boolean;
}

// The compiler checks `sample` against the shape, and a test parses it.
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

/** Components of declared kinds, named by their name or else their type: `new-message` is `NewMessageFrame`. */
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
