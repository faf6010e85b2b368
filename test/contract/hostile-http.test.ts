// Bad bodies over HTTP, however shaped, on every route that has one: a problem document with its code, and nothing stored.
import { expect, it } from "vitest";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { describeHostileBodies } from "./hostile-bodies.ts";
import { bodies, hostileRequests } from "./hostile-requests.ts";

const hostile = hostileRequests();

it("[ERR-4] every route with a body is looked at", () => {
  // A body that may be left out: see auth-tokens.test.ts. Operators' routes: see hostile-operators.test.ts.
  const required = routeList.filter(
    ({ body, byRefreshToken, who }) =>
      body !== undefined && who !== "operator" && who !== "moderator" && byRefreshToken !== true,
  );
  const withBody = required.map(({ operationId }) => operationId);
  expect(Object.keys(bodies).toSorted()).toEqual(withBody.toSorted());
});

describeHostileBodies(bodies, hostile);

hostile.itStoredNothing();
