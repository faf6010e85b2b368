// The order of test files: those that take longest begin first, so that none of them is left over at the end, when the other
// workers have nothing more to do.
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Some of the longest of each project. A file that is missing here, or that has become fast, costs some seconds of the whole at most. */
const slow = [
  "unit/tiers-model",
  "unit/group-storm",
  "unit/counts-model",
  "unit/stream-model",
  "unit/api-docs-lint",
  "unit/session-model",
  "unit/group-log-model",
  "unit/fuzz",
  "process/bench-loads",
  "process/unread-sockets",
  "process/bench-cost",
  "chaos/chaos",
  "process/bench-hostile",
  "process/raw-client",
  "process/chat",
  "process/mixed-versions",
  "process/deploy",
  "process/gone",
  "process/new-kind",
  "process/jobs",
  "process/invented-ids",
  "browser/gallery",
  "browser/long-conversation",
  "browser/operators",
  "browser/notices",
  "browser/sign-out",
  "browser/timeline",
  "browser/composer",
  "browser/accessibility",
  "browser/registration",
  "browser/sleep",
];

/** Its place among the slow ones, or after all of them. */
function rankOf({ moduleId }: TestSpecification): number {
  const place = slow.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? slow.length : place;
}

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await BaseSequencer.prototype.sort.call(this, files);
    return bySize.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
