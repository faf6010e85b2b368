// What a newer server may send: kinds of events, contents and changes that this version does not know.

/**
 * A `type` or `kind` that this version does not know: any other string. The compiler sees a literal of its own, because
 * with `string` a comparison such as `content.type === "text"` would not narrow to the known kind.
 */
export type UnknownKind = "a kind of a newer version" & { readonly newer: true };

/** Content of a kind that this version does not know: show `fallback`. */
export interface UnknownContent {
  readonly type: UnknownKind;
  /** The text to show instead. */
  readonly fallback: string;
  readonly [field: string]: unknown;
}

/** A change of a kind that this version does not know: show the event's `fallback`. */
export interface UnknownChange {
  readonly kind: UnknownKind;
  readonly [field: string]: unknown;
}

/** A type with other fields in place of those of the same names. */
export type With<T, Fields> = Flat<Omit<T, keyof Fields> & Fields>;
type Flat<T> = { [Key in keyof T]: T[Key] };
