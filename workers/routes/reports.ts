// Reports: the session says what the caller sees of what they report, the directory keeps it for the moderators.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { readOperatorSettings } from "../../durable-objects/runtime/limits.ts";
import type { reportRoutes, reportsAdminRoutes } from "../../schema/protocol/routes/reports.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { isRefused } from "../http/answer.ts";
import { userNotFound } from "../http/authenticate.ts";
import type { HandlersOf } from "../http/handler.ts";
import { actOf, recordOf } from "../operators/acts.ts";
import { closeReport, listReports, loadReport, storeReport } from "../reports/reports.ts";

const keptDays = (env: Env): number => readOperatorSettings(env).REPORTS_KEPT_DAYS;

export const reportHandlers: HandlersOf<typeof reportRoutes> = {
  async report({ env, session, body }) {
    const { about } = body;
    if (about.kind === "user" && !(await hasAccount(env.DIRECTORY, about.userId))) return userNotFound(session, 1);
    const loaded = await session.askNew({ kind: "load-to-report", about });
    if (isRefused(loaded)) return loaded;
    const made = { ...body, ...loaded, reporterId: session.userId };
    return { status: 201, body: await storeReport(env.DIRECTORY, made, keptDays(env)) };
  },
};

export const reportsAdminHandlers: HandlersOf<typeof reportsAdminRoutes> = {
  async listReports({ env, query }) {
    return { status: 200, body: await listReports(env.DIRECTORY, query, keptDays(env)) };
  },

  async getReport({ env, path }) {
    const found = await loadReport(env.DIRECTORY, path.reportId, keptDays(env));
    return found === null ? refused("NOT_FOUND") : { status: 200, body: found };
  },

  async closeReport({ env, operator, path, body }) {
    const record = recordOf(actOf(operator, "report-closed", path.reportId, body.reason), {});
    return (await closeReport(env.DIRECTORY, record, keptDays(env))) ? { status: 204 } : refused("NOT_FOUND");
  },
};
