// The router serves the declared routes, and the OpenAPI document has no others.
import { describe, expect, it } from "vitest";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { routePaths } from "../../workers/http/router.ts";

describe("[SOCKET-12] the OpenAPI document", () => {
  it("has every route of the router, with the same parameters, and no other", () => {
    // The router's own notation of the root is nothing.
    const served = routePaths.map(([method, path]) => `${method} ${path || "/"}`);
    expect(routeList.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(served.toSorted());
  });
});
