// The API documents' texts for privacy. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { defaultConsents, privacyPatchShape, privacyShape } from "./privacy.ts";

const fields = {
  receipts: "Whether others see how far this user has read: false if `receiptsFor` is `nobody`.",
  receiptsFor:
    "Who sees how far this user has read. `friends`: only in direct conversations with friends; in groups they count among those who show no receipts.",
  invisible: "Whether the user is offline for everybody else, types and reads unseen.",
  messages: "Who may begin a conversation with this user.",
  groups: "Who may put this user into a group; others invite.",
  presence: "Who sees whether this user is online.",
  profile: "Who sees what this user tells of themselves, beside names and picture.",
  search: "Who finds this user by a search.",
};

export const privacyComponents = {
  PrivacySettings: fromServer(
    privacyShape,
    "What the caller lets others do and see.",
    { receipts: true, receiptsFor: "everyone", invisible: false, ...defaultConsents },
    fields,
  ),
  PrivacyPatch: fromClient(
    privacyPatchShape,
    "What to change; what is left out stays.",
    { receiptsFor: "friends", presence: "nobody" },
    fields,
  ),
} as const satisfies Record<string, Component>;
