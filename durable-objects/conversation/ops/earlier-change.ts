// Whether a change was made before, where the last few of one person and one thing are kept: of reactions and votes. Pure.
import { uuidV7TimeMs, type OpId } from "../../../schema/protocol/ids.ts";
import { maxChangesKept } from "../states/stored-state.ts";

/**
 * The event of an earlier change with this id, null if there is none. What is older than all that are kept is taken for a
 * repeat: it would undo later changes.
 */
export function findChange(
  changes: readonly (readonly [seq: number, opId: OpId, ...unknown[]])[],
  opId: OpId,
): number | null {
  const known = changes.find(([, one]) => one === opId);
  if (known !== undefined) return known[0];
  const oldest = changes.length < maxChangesKept ? null : uuidV7TimeMs(changes[0]?.[1] ?? "");
  const at = uuidV7TimeMs(opId);
  return oldest !== null && at !== null && at < oldest ? (changes.at(-1)?.[0] ?? null) : null;
}
