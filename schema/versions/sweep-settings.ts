// The pace of the sweep: the default. A variable of the same name overrides it.
export const defaultSweepSettings = {
  /** How many objects the Fleet wakes a minute. */
  SWEEP_OBJECTS_PER_MINUTE: 600,
} as const;

export type SweepSettings = { readonly [K in keyof typeof defaultSweepSettings]: number };
