// The router and the OpenAPI document know the same routes.
import { describe, expect, it } from "vitest";
import { routes } from "../../tools/api/routes.ts";
import { routePaths } from "../../workers/http/router.ts";

describe("[SOCKET-12] the OpenAPI document", () => {
  it("has every route of the router, with the same parameters, and no other", () => {
    // The router's own notation: `:id` for a parameter, nothing for the root.
    const served = routePaths.map(([method, path]) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}") || "/"}`);
    const documented = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(documented.toSorted()).toEqual(served.toSorted());
  });
});
