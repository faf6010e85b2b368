// Routes are declared once: the router serves those that are declared, each by its own handler, and no other.
import { describe, expect, it } from "vitest";
import type { deviceRoutes } from "../../schema/protocol/routes/devices.ts";
import { route } from "../../schema/protocol/routes/route.ts";
import { routeFamilies, routeList } from "../../schema/protocol/routes/routes.ts";
import * as segment from "../../schema/protocol/routes/segments.ts";
import type { HandlersOf } from "../../workers/http/handler.ts";
import { handlers } from "../../workers/http/handlers.ts";
import { routePaths } from "../../workers/http/router.ts";

describe("[SOCKET-12] the OpenAPI document", () => {
  it("has every route of the router, with the same parameters, and no other", () => {
    // The router's own notation of the root is nothing.
    const served = routePaths.map(([method, path]) => `${method} ${path || "/"}`);
    expect(routeList.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(served.toSorted());
  });
});

describe("a declared route", () => {
  it("has its handler, and each handler its route", () => {
    const idsOf = (families: object) =>
      Object.entries(families).map(([name, ids]) => [name, Object.keys(ids as object)]);
    expect(idsOf(handlers)).toEqual(idsOf(routeFamilies));
    expect(new Set(routeList.map(({ operationId }) => operationId)).size).toBe(routeList.length);
  });

  it("says what its handler may answer, and what each segment of its path is: the compiler holds both", () => {
    type Handlers = HandlersOf<typeof deviceRoutes>;
    const nothing = async () => ({ status: 204 }) as const;
    const list = async () => ({ status: 200, body: { items: [], next: null } }) as const;
    const noList = async () => ({ status: 200, body: {} }) as const;
    const whole: Handlers = { listDevices: list, signOutDevice: nothing, signOutOtherDevices: nothing };
    // Here and below the marks are what is asserted: without the compiler's refusal each is an error itself.
    // @ts-expect-error: no handler for `signOutOtherDevices`
    const missing: Handlers = { listDevices: list, signOutDevice: nothing };
    // @ts-expect-error: no route `renameDevice`
    const superfluous: Handlers = { ...whole, renameDevice: nothing };
    // @ts-expect-error: another status than declared
    const otherStatus: Handlers = { ...whole, listDevices: nothing };
    // @ts-expect-error: another body than declared
    const otherBody: Handlers = { ...whole, listDevices: noList };
    expect(new Set([whole, missing, superfluous, otherStatus, otherBody]).size).toBe(5);

    const { groupId } = segment;
    const free = { method: "GET", who: "user", answers: { 204: null } } as const;
    const rest = { ...free, spends: ["requests"] } as const;
    route({ ...rest, path: "/api/:groupId", segments: { groupId } });
    // @ts-expect-error: a segment that nothing is said of
    route({ ...rest, path: "/api/:groupId/:userId", segments: { groupId } });
    // @ts-expect-error: what it spends is not said
    route({ ...free, path: "/api/:groupId", segments: { groupId } });
    // @ts-expect-error: no segments at all
    route({ ...rest, path: "/api/:groupId" });
  });
});
