// How long the models run: shortly in `npm test`, as long as it is told by `npm run fuzz -- --runs N`, which sets both variables.

const { FUZZ_RUNS = "", FUZZ_SEED = "" } = process.env;

/** How often a model runs that `npm test` runs so often. */
export const runsOr = (short: number): number => (FUZZ_RUNS === "" ? short : Number(FUZZ_RUNS));

/** The same for one that needs thousands of steps or schedules to show anything: each of them counts as a thousand runs. */
export const longRuns = (): number => Math.ceil(runsOr(1) / 1_000);

/** Where a model's own random numbers begin, by default anywhere. */
export const firstSeed = (otherwise = Math.floor(Math.random() * 1_000_000_000)): number =>
  FUZZ_SEED === "" ? otherwise : Number(FUZZ_SEED);

/** For fast-check, which prints the seed and the path of what fails. */
export const parametersOf = (short: number): { numRuns: number; seed?: number } => ({
  numRuns: runsOr(short),
  ...(FUZZ_SEED === "" ? {} : { seed: Number(FUZZ_SEED) }),
});
