// A case of the SDK's contract: runs in Node and in a browser, so it knows no test framework.
export interface ContractCase<World> {
  /** Cites the rules that it shows. */
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

/** @throws Error when the two are not the same as JSON */
export function same(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}
