// Workers of one file that run in the same workerd as the server's: yardsticks, and stand-ins for services.

/** A Worker of one module without imports of ours, and its Durable Object classes by binding. */
export interface WorkerBeside {
  readonly name: string;
  readonly script: string;
  readonly durableObjects: Readonly<Record<string, string>>;
  /** Buckets of its own, by binding. */
  readonly r2Buckets?: readonly string[];
}

/** In miniflare's form. @param compatibilityDate of wrangler.toml */
export function besideOptions(
  { name, script, durableObjects, r2Buckets = [] }: WorkerBeside,
  compatibilityDate: string,
) {
  const classes = Object.entries(durableObjects).map(([binding, className]) => [
    binding,
    { className, useSQLite: true },
  ]);
  return {
    name,
    modules: [{ type: "ESModule" as const, path: `${name}.js`, contents: script }],
    compatibilityDate,
    r2Buckets: Object.fromEntries(r2Buckets.map((binding) => [binding, `${name}-${binding}`.toLowerCase()])),
    durableObjects: Object.fromEntries(classes) as Record<string, { className: string; useSQLite: boolean }>,
  };
}
