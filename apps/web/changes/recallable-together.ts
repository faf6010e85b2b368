// Until when several messages may be deleted for everyone at once: as long as each of them. Pure.
export function recallableTogether(untils: readonly (number | "always" | null)[]): number | "always" | null {
  let least: number | "always" = "always";
  for (const until of untils) {
    if (until === null) return null;
    if (until !== "always" && (least === "always" || until < least)) least = until;
  }
  return untils.length === 0 ? null : least;
}
