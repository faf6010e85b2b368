// Bad bodies over HTTP, however shaped, on every route that has one: a problem document with its code, and nothing stored.
import { expect, it } from "vitest";
import { callWorker } from "../support/worker-http.ts";
import { newUsername, register } from "../support/people.ts";
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
  // The body of `markAllRead` is always empty: see below.
  const withBody = required.map(({ operationId }) => operationId).filter((id) => id !== "markAllRead");
  expect(Object.keys(bodies).toSorted()).toEqual(withBody.toSorted());
});

describeHostileBodies(bodies, hostile);

hostile.itStoredNothing();

it("[ERR-4] marking all as read takes an empty object, and nothing else", async () => {
  const { accessToken } = await register(newUsername("mallory"));
  for (const raw of ["", "[]", "null", '{"all":true}', "{", `{"x":"${"y".repeat(70_000)}"}`]) {
    const headers = { "content-type": "application/json" };
    const answer = await callWorker({
      method: "POST",
      path: "/api/conversations/read",
      token: accessToken,
      raw,
      headers,
    });
    expect([raw.slice(0, 12), Math.floor(answer.status / 100)]).toEqual([raw.slice(0, 12), 4]);
  }
});
