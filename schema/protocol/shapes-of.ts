// The shapes of several kinds as one tuple, so that a union and everything else use the same list.
type ShapesOf<Kinds extends readonly { readonly shape: unknown }[]> = {
  -readonly [I in keyof Kinds]: Kinds[I]["shape"];
};

export const shapesOf = <const Kinds extends readonly { readonly shape: unknown }[]>(kinds: Kinds): ShapesOf<Kinds> =>
  kinds.map(({ shape }) => shape) as ShapesOf<Kinds>;
