// Reports, as the front door asks a session for what they are about and for their context.
import type { UserId } from "../protocol/ids.ts";
import type { ReportAbout, ReportedMessage } from "../protocol/reports.ts";

export interface ReportQuestions {
  /** Charges the report. See `user-session/reports/load-to-report.ts` for what it may be refused with. */
  "load-to-report": {
    says: { readonly about: ReportAbout };
    answer: {
      /** Null: it is not about one person. */
      readonly userId: UserId | null;
      /** In the order of the log. */
      readonly messages: readonly ReportedMessage[];
    };
  };
}
