// Answers the question of what a report is about.
import type { Answers } from "../answers.ts";
import { loadToReport, type ReportsHost } from "./load-to-report.ts";

export const reportsAnswers = (host: ReportsHost): Answers<"load-to-report"> => ({
  "load-to-report": ({ about }) => loadToReport(host, about),
});
