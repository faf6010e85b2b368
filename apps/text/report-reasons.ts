// Why somebody may report, in the order in which it is shown.
import type { ReportReason } from "@klatch/sdk";

export const reportReasons: readonly ReportReason[] = [
  "spam",
  "harassment",
  "threat",
  "sexual",
  "illegal",
  "impersonation",
  "other",
];
