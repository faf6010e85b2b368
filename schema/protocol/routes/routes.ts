// All HTTP routes, by family and operation id.
import { accountRoutes } from "./accounts.ts";
import { accountsOfUsersRoutes } from "./accounts-of-users.ts";
import { avatarRoutes } from "./avatars.ts";
import { budgetRoutes } from "./budgets.ts";
import { conversationRoutes } from "./conversations.ts";
import { deadLetterRoutes } from "./dead-letters.ts";
import { deviceRoutes } from "./devices.ts";
import { emailRoutes } from "./email.ts";
import { fleetRoutes } from "./fleet.ts";
import { fileRoutes } from "./files.ts";
import { groupRoutes } from "./groups.ts";
import { historyRoutes } from "./history.ts";
import { invitationRoutes } from "./invitations.ts";
import { joiningRoutes } from "./joining.ts";
import { linkRoutes } from "./links.ts";
import { memberRoutes } from "./members.ts";
import { meRoutes } from "./me.ts";
import { friendRoutes } from "./friends.ts";
import { forwardRoutes } from "./forwards.ts";
import { messageChangeRoutes } from "./message-changes.ts";
import { messageRoutes } from "./messages.ts";
import { moderationRoutes } from "./moderation.ts";
import { operatorRoutes } from "./operators.ts";
import { receiptRoutes } from "./receipts.ts";
import { blockRoutes } from "./blocks.ts";
import { reportRoutes, reportsAdminRoutes } from "./reports.ts";
import { pollRoutes } from "./polls.ts";
import { presenceRoutes } from "./presence.ts";
import { pushRoutes } from "./push.ts";
import { threadRoutes } from "./threads.ts";
import { registrationRoutes } from "./registration.ts";
import type { Route } from "./route.ts";
import { scheduledRoutes } from "./scheduled.ts";
import { serviceRoutes } from "./service.ts";
import { socketRoutes } from "./socket.ts";
import { starRoutes } from "./stars.ts";
import { userRoutes } from "./users.ts";

export const routeFamilies = {
  accounts: accountRoutes,
  me: meRoutes,
  avatars: avatarRoutes,
  devices: deviceRoutes,
  push: pushRoutes,
  email: emailRoutes,
  users: userRoutes,
  blocks: blockRoutes,
  reports: reportRoutes,
  friends: friendRoutes,
  presence: presenceRoutes,
  conversations: conversationRoutes,
  messages: messageRoutes,
  scheduled: scheduledRoutes,
  receipts: receiptRoutes,
  messageChanges: messageChangeRoutes,
  polls: pollRoutes,
  threads: threadRoutes,
  stars: starRoutes,
  forwards: forwardRoutes,
  files: fileRoutes,
  groups: groupRoutes,
  members: memberRoutes,
  joining: joiningRoutes,
  invitations: invitationRoutes,
  moderation: moderationRoutes,
  links: linkRoutes,
  socket: socketRoutes,
  operators: operatorRoutes,
  accountsOfUsers: accountsOfUsersRoutes,
  reportsAdmin: reportsAdminRoutes,
  registration: registrationRoutes,
  budgets: budgetRoutes,
  deadLetters: deadLetterRoutes,
  history: historyRoutes,
  fleet: fleetRoutes,
  service: serviceRoutes,
};

/** The routes of groups, so that tests of groups cover all of them. */
export const routesOfGroups = {
  ...groupRoutes,
  ...memberRoutes,
  ...joiningRoutes,
  ...invitationRoutes,
  ...moderationRoutes,
  ...linkRoutes,
};

type Families = typeof routeFamilies;
type RouteById<Family> = Family extends unknown
  ? { [Id in keyof Family]: readonly [Id, Family[Id]] }[keyof Family]
  : never;
/** Each declared route beside its operation id. */
export type Declared = RouteById<Families[keyof Families]>;

export type OperationId = Declared[0];
/** By operation id. */
export type Routes = { readonly [One in Declared as One[0]]: One[1] };

/** The routes of groups, by operation id. */
export type RoutesOfGroups = typeof routesOfGroups;

export interface NamedRoute extends Route {
  readonly operationId: OperationId;
  readonly family: keyof Families;
}

/** All routes as a list, with the general type. */
export const routeList: readonly NamedRoute[] = Object.entries(routeFamilies).flatMap(([family, routes]) =>
  Object.entries<Route>(routes).map(([id, route]) => ({
    ...route,
    operationId: id as OperationId,
    family: family as keyof Families,
  })),
);

export const routeById: ReadonlyMap<string, NamedRoute> = new Map(routeList.map((route) => [route.operationId, route]));
