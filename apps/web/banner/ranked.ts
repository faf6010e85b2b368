// Chooses what to show where there is space for a few only: the lowest ranks. Pure.

export interface RankedKind<Place, Shown> {
  readonly id: string;
  readonly rank: number;
  /** Null: there is nothing to show. */
  readonly show: (place: Place) => Shown | null;
}

/** What the kinds of the lowest ranks have to show, the first on top. */
export const lowestRanks = <Place, Shown>(
  kinds: readonly RankedKind<Place, Shown>[],
  place: Place,
  most: number,
): readonly (Shown & { readonly id: string })[] =>
  kinds
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ id, show }) => {
      const shown = show(place);
      return shown === null ? [] : [{ ...shown, id }];
    })
    .slice(0, most);
