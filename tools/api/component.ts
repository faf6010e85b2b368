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
