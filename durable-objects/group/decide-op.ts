// What comes of an op on a group: called at the flush, for one op after the other, in the order in which they came.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { decideAddMembers, decideAnswerRequest, decideJoin, decideWithdrawRequest } from "./joining.ts";
import { decideCreate, decideDissolve } from "./lifecycle.ts";
import { decideMakeLink, decideRevokeLink } from "./links.ts";
import { decideBan, decideMute, decideMuteAll, decideRemoveMember, decideUnban } from "./moderation.ts";
import { decideAnnounce, decideEditInfo, decideEditSettings } from "./profile.ts";
import { decideLeave, decideSetNickname, decideSetRole, decideTransfer } from "./roster.ts";

/** Changes the draft as the op wants, or refuses and leaves it as it was. Does not store: see `GroupDraft.patch`. */
export function decideOp(draft: GroupDraft, actorId: UserId, op: GroupOp, context: DecisionContext): Decision {
  switch (op.kind) {
    case "create":
      return decideCreate(draft, actorId, op, context);
    case "dissolve":
      return decideDissolve(draft, actorId, context);
    case "add-members":
      return decideAddMembers(draft, actorId, op, context);
    case "join":
      return decideJoin(draft, actorId, op, context);
    case "withdraw-request":
      return decideWithdrawRequest(draft, actorId);
    case "answer-request":
      return decideAnswerRequest(draft, actorId, op, context);
    case "make-link":
      return decideMakeLink(draft, actorId, op, context);
    case "revoke-link":
      return decideRevokeLink(draft, actorId, op, context);
    case "leave":
      return decideLeave(draft, actorId, context);
    case "set-role":
      return decideSetRole(draft, actorId, op, context);
    case "transfer":
      return decideTransfer(draft, actorId, op, context);
    case "set-nickname":
      return decideSetNickname(draft, actorId, op, context);
    case "remove-member":
      return decideRemoveMember(draft, actorId, op, context);
    case "ban":
      return decideBan(draft, actorId, op, context);
    case "unban":
      return decideUnban(draft, actorId, op);
    case "mute":
      return decideMute(draft, actorId, op, context);
    case "mute-all":
      return decideMuteAll(draft, actorId, op, context);
    case "edit-info":
      return decideEditInfo(draft, actorId, op, context);
    case "edit-settings":
      return decideEditSettings(draft, actorId, op, context);
    case "announce":
      return decideAnnounce(draft, actorId, op, context);
  }
}
