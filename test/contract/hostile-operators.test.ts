// Bad bodies on operators' routes, from somebody who may act: a problem document with its code, and nothing done.
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { reportId } from "../../schema/protocol/examples/story.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { describeHostileBodies } from "./hostile-bodies.ts";
import { hostileRequests, type Body } from "./hostile-requests.ts";

const hostile = hostileRequests(env.ADMIN_TOKEN);
const reason = "a test";
const user = `/api/admin/users/${newUserId()}`;

const acts = (path: string, valid: object = {}, optional: readonly string[] = []): Body => ({
  path: () => path,
  valid: { ...valid, reason },
  optional,
});

/** What is not named by its path is refused before it is done. */
const bodies: Readonly<Record<string, Body>> = {
  addOperator: acts("/api/admin/operators", { name: "nobody", role: "moderator" }),
  renewOperator: acts("/api/admin/operators/nobody/renew"),
  removeOperator: acts("/api/admin/operators/nobody"),
  suspendUser: acts(`${user}/suspension`, { until: 1 }, ["until"]),
  restoreUser: acts(`${user}/suspension`),
  endSignIns: acts(`${user}/devices`),
  endSignIn: acts(`${user}/devices/device`),
  setRegistrationMode: acts("/api/admin/registration", { mode: "closed" }),
  makeInvitation: acts("/api/admin/invitations", { uses: 1, expiresAt: 1 }),
  revokeInvitation: acts("/api/admin/invitations/none"),
  startSweep: acts("/api/admin/fleet/sweep"),
  stopSweep: acts("/api/admin/fleet/sweep"),
  setUserBudget: acts(`${user}/budget`, { factor: 1 }, ["reason"]),
  replayDeadLetter: { ...acts("/api/admin/dead-letters/none/replay"), nothing: "NOT_FOUND" },
  closeReport: acts(`/api/admin/reports/${reportId}/close`),
  dropDeadLetter: { ...acts("/api/admin/dead-letters/none"), nothing: "NOT_FOUND" },
};

it("[ERR-4] every operators' route with a body is looked at", () => {
  const withBody = routeList.filter(
    ({ body, who }) => body !== undefined && (who === "operator" || who === "moderator"),
  );
  expect(Object.keys(bodies).toSorted()).toEqual(withBody.map(({ operationId }) => operationId).toSorted());
});

/** What operators have done so far, in all files of tests. */
const doneSoFar = () =>
  env.DIRECTORY.prepare(
    "SELECT (SELECT count(*) FROM operator_act) AS acts, (SELECT count(*) FROM operator) AS operators, " +
      "(SELECT count(*) FROM invitation) AS invitations, (SELECT value FROM setting) AS mode",
  ).first();

let before: Awaited<ReturnType<typeof doneSoFar>>;
beforeAll(async () => {
  before = await doneSoFar();
});

describeHostileBodies(bodies, hostile);

it("[ADMIN-6] nothing of all that was done or recorded", async () => {
  expect(await doneSoFar()).toEqual(before);
});

hostile.itStoredNothing();
