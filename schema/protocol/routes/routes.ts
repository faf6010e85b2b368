// Every HTTP route there is, by family and by operation id.
import { accountRoutes } from "./accounts.ts";
import { adminRoutes } from "./admin.ts";
import { conversationRoutes } from "./conversations.ts";
import { deviceRoutes } from "./devices.ts";
import { groupRoutes } from "./groups.ts";
import { joiningRoutes } from "./joining.ts";
import { linkRoutes } from "./links.ts";
import { memberRoutes } from "./members.ts";
import { messageRoutes } from "./messages.ts";
import type { Route } from "./route.ts";
import { serviceRoutes } from "./service.ts";
import { socketRoutes } from "./socket.ts";
import { userRoutes } from "./users.ts";

/** Those of groups: what a test of groups must not miss. */
export const routesOfGroups = { ...groupRoutes, ...memberRoutes, ...joiningRoutes, ...linkRoutes };

export const routes = {
  ...accountRoutes,
  ...deviceRoutes,
  ...userRoutes,
  ...conversationRoutes,
  ...messageRoutes,
  ...routesOfGroups,
  ...socketRoutes,
  ...adminRoutes,
  ...serviceRoutes,
};

export type Routes = typeof routes;
export type OperationId = keyof Routes;

export interface NamedRoute extends Route {
  readonly operationId: OperationId;
}

/** As a list, whatever is declared of each. */
export const routeList: readonly NamedRoute[] = Object.entries<Route>(routes).map(([name, route]) => ({
  ...route,
  operationId: name as OperationId,
}));
