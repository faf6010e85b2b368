// Answers questions about invitations to groups and the user's own requests to join.
import type { Answers } from "../answers.ts";
import type { Invitations } from "./invitations.ts";
import type { OwnJoinRequests } from "./own-join-requests.ts";

export const invitationsAnswers = (
  invitations: Invitations,
  requests: OwnJoinRequests,
): Answers<"list-invitations" | "list-join-requests"> => ({
  "list-invitations": ({ query }) => invitations.list(query),
  "list-join-requests": ({ query }) => requests.list(query),
});
