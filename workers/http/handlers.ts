// One handler for each declared route, by family and operation id.
import type { routeFamilies } from "../../schema/protocol/routes/routes.ts";
import { accountsOfUsersHandlers } from "../routes/accounts-of-users.ts";
import { accountHandlers } from "../routes/auth.ts";
import { avatarHandlers } from "../routes/avatars.ts";
import { budgetHandlers } from "../routes/budgets.ts";
import { conversationHandlers } from "../routes/conversations.ts";
import { deadLetterHandlers } from "../routes/dead-letters.ts";
import { deviceHandlers } from "../routes/devices.ts";
import { emailHandlers } from "../routes/email.ts";
import { fleetHandlers } from "../routes/fleet.ts";
import { fileHandlers } from "../routes/files.ts";
import { groupHandlers } from "../routes/groups/groups.ts";
import { invitationHandlers } from "../routes/groups/group-invitations.ts";
import { joiningHandlers } from "../routes/groups/group-joining.ts";
import { linkHandlers } from "../routes/groups/group-links.ts";
import { meHandlers } from "../routes/me.ts";
import { memberHandlers } from "../routes/groups/group-members.ts";
import { moderationHandlers } from "../routes/groups/group-moderation.ts";
import { historyHandlers } from "../routes/history.ts";
import { forwardHandlers } from "../routes/forwards.ts";
import { messageChangeHandlers } from "../routes/message-changes.ts";
import { messageHandlers } from "../routes/messages.ts";
import { operatorHandlers } from "../routes/operators.ts";
import { receiptHandlers } from "../routes/receipts.ts";
import { friendHandlers } from "../routes/friends.ts";
import { blockHandlers } from "../routes/blocks.ts";
import { reportHandlers, reportsAdminHandlers } from "../routes/reports.ts";
import { pollHandlers } from "../routes/polls.ts";
import { presenceHandlers } from "../routes/presence.ts";
import { pushHandlers } from "../routes/push.ts";
import { threadHandlers } from "../routes/threads.ts";
import { registrationHandlers } from "../routes/registration.ts";
import { scheduledHandlers } from "../routes/scheduled.ts";
import { serviceHandlers } from "../routes/service.ts";
import { starHandlers } from "../routes/stars.ts";
import { userHandlers } from "../routes/users.ts";
import { connect } from "./connect.ts";
import type { HandlersOf } from "./handler.ts";

export const handlers: {
  readonly [Family in keyof typeof routeFamilies]: HandlersOf<(typeof routeFamilies)[Family]>;
} = {
  accounts: accountHandlers,
  me: meHandlers,
  avatars: avatarHandlers,
  devices: deviceHandlers,
  push: pushHandlers,
  email: emailHandlers,
  users: userHandlers,
  blocks: blockHandlers,
  reports: reportHandlers,
  friends: friendHandlers,
  presence: presenceHandlers,
  conversations: conversationHandlers,
  messages: messageHandlers,
  scheduled: scheduledHandlers,
  receipts: receiptHandlers,
  messageChanges: messageChangeHandlers,
  polls: pollHandlers,
  threads: threadHandlers,
  stars: starHandlers,
  forwards: forwardHandlers,
  files: fileHandlers,
  groups: groupHandlers,
  members: memberHandlers,
  joining: joiningHandlers,
  invitations: invitationHandlers,
  moderation: moderationHandlers,
  links: linkHandlers,
  socket: { openSocket: connect },
  operators: operatorHandlers,
  accountsOfUsers: accountsOfUsersHandlers,
  reportsAdmin: reportsAdminHandlers,
  registration: registrationHandlers,
  budgets: budgetHandlers,
  deadLetters: deadLetterHandlers,
  history: historyHandlers,
  fleet: fleetHandlers,
  service: serviceHandlers,
};
