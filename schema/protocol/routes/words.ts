// The descriptions of all routes for the API documents, by family. Not used by Workers.
import { accountWords } from "./accounts.ts";
import { accountsOfUsersWords } from "./accounts-of-users.ts";
import { avatarWords } from "./avatars.ts";
import { budgetWords } from "./budgets.ts";
import { fleetWords } from "./fleet.ts";
import { conversationWords } from "./conversations.ts";
import { deadLetterWords } from "./dead-letters.ts";
import { deviceWords } from "./devices.ts";
import { emailWords } from "./email.ts";
import { fileWords } from "./files.ts";
import { groupWords } from "./groups.ts";
import { historyWords } from "./history.ts";
import { invitationWords } from "./invitations.ts";
import { joiningWords } from "./joining.ts";
import { linkWords } from "./links.ts";
import { meWords } from "./me.ts";
import { memberWords } from "./members.ts";
import { friendWords } from "./friends.ts";
import { forwardWords } from "./forwards.ts";
import { messageChangeWords } from "./message-changes.ts";
import { messageWords } from "./messages.ts";
import { moderationWords } from "./moderation.ts";
import { operatorWords } from "./operators.ts";
import { receiptWords } from "./receipts.ts";
import { blockWords } from "./blocks.ts";
import { reportsAdminWords, reportWords } from "./reports.ts";
import { pollWords } from "./polls.ts";
import { presenceWords } from "./presence.ts";
import { pushWords } from "./push.ts";
import { threadWords } from "./threads.ts";
import { registrationWords } from "./registration.ts";
import type { WordsOf } from "./route.ts";
import type { routeFamilies } from "./routes.ts";
import { scheduledWords } from "./scheduled.ts";
import { serviceWords } from "./service.ts";
import { socketWords } from "./socket.ts";
import { starWords } from "./stars.ts";
import { userWords } from "./users.ts";

/** How the OpenAPI document groups the routes. */
export const tags = {
  accounts: "Register, sign in, refresh, sign out, change the password, see what happened.",
  devices: "The devices of a user, and where they are told of what they miss.",
  users: "Other people.",
  conversations: "The inbox.",
  messages: "The log of a conversation, and messages that wait for their time.",
  files: "Files: sent in parts, named in messages, fetched out of them.",
  groups:
    "Groups. A group is a conversation too, under the same id: what is said of messages and of the inbox holds for it.",
  members: "Who is in a group.",
  joining: "Ways into a group, and who is kept out.",
  socket: "The WebSocket; its frames are in the AsyncAPI document.",
  admin:
    "For operators: who holds a token of an operator, or the deployment's secret `ADMIN_TOKEN`. Every act says why, and is in the audit log.",
  service: "The service itself.",
} as const;

type Families = typeof routeFamilies;
export const familyWords: {
  readonly [Family in keyof Families]: { readonly tag: keyof typeof tags; readonly routes: WordsOf<Families[Family]> };
} = {
  accounts: { tag: "accounts", routes: accountWords },
  me: { tag: "accounts", routes: meWords },
  avatars: { tag: "files", routes: avatarWords },
  devices: { tag: "devices", routes: deviceWords },
  push: { tag: "devices", routes: pushWords },
  email: { tag: "accounts", routes: emailWords },
  users: { tag: "users", routes: userWords },
  blocks: { tag: "users", routes: blockWords },
  reports: { tag: "users", routes: reportWords },
  friends: { tag: "users", routes: friendWords },
  presence: { tag: "users", routes: presenceWords },
  conversations: { tag: "conversations", routes: conversationWords },
  messages: { tag: "messages", routes: messageWords },
  forwards: { tag: "messages", routes: forwardWords },
  files: { tag: "files", routes: fileWords },
  scheduled: { tag: "messages", routes: scheduledWords },
  receipts: { tag: "messages", routes: receiptWords },
  messageChanges: { tag: "messages", routes: messageChangeWords },
  polls: { tag: "messages", routes: pollWords },
  threads: { tag: "messages", routes: threadWords },
  stars: { tag: "messages", routes: starWords },
  groups: { tag: "groups", routes: groupWords },
  members: { tag: "members", routes: memberWords },
  joining: { tag: "joining", routes: joiningWords },
  invitations: { tag: "joining", routes: invitationWords },
  moderation: { tag: "joining", routes: moderationWords },
  links: { tag: "joining", routes: linkWords },
  socket: { tag: "socket", routes: socketWords },
  operators: { tag: "admin", routes: operatorWords },
  accountsOfUsers: { tag: "admin", routes: accountsOfUsersWords },
  reportsAdmin: { tag: "admin", routes: reportsAdminWords },
  registration: { tag: "admin", routes: registrationWords },
  budgets: { tag: "admin", routes: budgetWords },
  fleet: { tag: "admin", routes: fleetWords },
  deadLetters: { tag: "admin", routes: deadLetterWords },
  history: { tag: "admin", routes: historyWords },
  service: { tag: "service", routes: serviceWords },
};
