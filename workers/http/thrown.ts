// What may be told of something that was thrown: to the log and to operators, never to clients.

/** Drizzle writes a failed query's parameters (a password's hash among them) into its message; the cause has none. */
export const withoutParameters = (thrown: unknown): unknown =>
  thrown instanceof Error && "params" in thrown ? (thrown.cause ?? "query failed") : thrown;

const maxChars = 300;

/** One line for operators. */
export function describeThrown(thrown: unknown): string {
  const told = withoutParameters(thrown);
  return (told instanceof Error ? `${told.name}: ${told.message}` : String(told)).slice(0, maxChars);
}
