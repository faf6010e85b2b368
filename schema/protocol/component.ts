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
  /** Set for a union that may get more variants: the components of those that are known and of any other. */
  readonly variants?: { readonly known: string; readonly unknown: string };
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

/**
 * Three components for a union that the server sends: `Known<name>` of today's variants, `Unknown<name>` for any that is
 * added later, and the union of both under its name.
 */
export const unionFromServer = <S extends v.GenericSchema, Unknown extends v.GenericSchema>(
  name: string,
  shape: S,
  description: string,
  sample: v.InferInput<S>,
  later: KindWords<v.InferInput<Unknown>> & { readonly shape: Unknown },
): Record<string, Component> => {
  const variants = { known: `Known${name}`, unknown: `Unknown${name}` };
  return {
    [name]: { ...fromServer(shape, description, sample), variants },
    // Another object: by it the documents tell this component from the union of both.
    [variants.known]: fromServer({ ...shape }, `${description} Of the variants that this document knows.`, sample),
    [variants.unknown]: fromServer(later.shape, later.description, later.example, later.fields),
  };
};

interface KindOption extends v.GenericSchema<{ readonly kind: string }> {
  readonly entries: { readonly kind: { readonly literal: string } };
}

interface KindWords<Variant> {
  readonly description: string;
  readonly example: Variant;
  readonly fields?: FieldWords;
}

/** Words for each variant of a union by `kind`. */
type WordsOfKinds<Union extends { readonly kind: string }> = {
  readonly [Kind in Union["kind"]]: KindWords<Extract<Union, { readonly kind: Kind }>>;
};

/** A component for each variant of a union by `kind`: `joined` of `MemberChange` is `MemberChangeJoined`. */
export const kindsFromServer = <S extends KindOption>(
  name: string,
  options: readonly S[],
  words: WordsOfKinds<v.InferInput<S>>,
): Record<string, Component> =>
  Object.fromEntries(
    options.map((shape) => {
      const kind: v.InferInput<S>["kind"] = shape.entries.kind.literal;
      const { description, example, fields } = words[kind];
      const component = { shape, description, example, fields: { kind: "What happened.", ...fields }, open: true };
      return [name + pascalCase(kind), component];
    }),
  );

const pascalCase = (text: string): string => text.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());

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
      name ?? pascalCase(type) + suffix,
      { shape, description: words, example, fields, open },
    ]),
  );
