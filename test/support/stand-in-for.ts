// Stand-ins for the platform's classes, and for large ports of ours, of which the code under test uses a method or two.

/**
 * What has just these members; any other that is called is a TypeError, so nothing passes for tested that was not.
 *
 * @param members names are checked, what stands behind them is not
 */
export const standInFor = <Whole>(members: Partial<Record<keyof Whole, unknown>>): Whole =>
  // The platform's classes are abstract, generic or have overloads: no literal is assignable to them.
  members as unknown as Whole;
