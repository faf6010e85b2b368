// What two checkouts are compared by: loads, and the figures that a load gives.

export const compareLoads = [
  "pairs",
  "pairs-with-history",
  "one-conversation",
  "groups-of-20",
  "one-in-flight",
  "quiet-pairs",
] as const;
export type CompareLoad = (typeof compareLoads)[number];

export const figureNames = [
  "pairsDeliveredPerS",
  "pairsDeliveredPerSWithHistory",
  "oneConversationSendsPerS",
  "group20DeliveredPerS",
  "idleDeliveredP50Ms",
  "quietPairsCpuMsPerMessage",
  "quietPairsDeliverP50Ms",
  "quietPairsDeliverP99Ms",
] as const;
export type FigureName = (typeof figureNames)[number];

/** The figures that are compared with the echo of the same kind just before. */
export const besideEcho: ReadonlySet<FigureName> = new Set([
  "pairsDeliveredPerS",
  "pairsDeliveredPerSWithHistory",
  "oneConversationSendsPerS",
  "group20DeliveredPerS",
  "idleDeliveredP50Ms",
]);

/** @param list of names with commas between @throws TypeError for a load that does not exist */
export function parseLoads(list: string): readonly CompareLoad[] {
  const names = list.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !compareLoads.some((load) => load === name));
  if (unknown.length > 0) throw new TypeError(`no load ${unknown.join(", ")}; there are ${compareLoads.join(", ")}`);
  return compareLoads.filter((load) => names.includes(load));
}

/** One load on one of the two servers in one round. */
export interface Sample {
  /** Just before: answers a second, or for one message in flight ms. */
  readonly echo: number;
  readonly figures: Readonly<Partial<Record<FigureName, number>>>;
}

export interface Samples {
  /** One of each round. */
  readonly a: readonly Sample[];
  readonly b: readonly Sample[];
}
