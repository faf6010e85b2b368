// Decides an op on a group. Called at the flush, for one op after the other, in the order in which they came.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import type { Decision, DecisionContext, OpOf } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { decideAddMembers, decideAnswerRequest, decideJoin, decideWithdrawRequest } from "./joining.ts";
import { decideCreate, decideDissolve } from "./lifecycle.ts";
import { decideMakeLink, decideRevokeLink } from "./links.ts";
import { decideBan, decideSilence, decideSilenceAll, decideRemoveMember, decideUnban } from "./moderation.ts";
import { decideAnnounce, decideEditInfo, decideEditSettings } from "./profile.ts";
import { decideDepart, decideLeave, decideSetNickname, decideSetRole, decideTransfer } from "./roster.ts";

type Decide<Kind extends GroupOp["kind"]> = (
  draft: GroupDraft,
  actorId: UserId,
  op: OpOf<Kind>,
  context: DecisionContext,
) => Decision;

/** One entry for each kind of op: a new kind is a `decide…` function in its file and a line here. */
const decisions: { readonly [Kind in GroupOp["kind"]]: Decide<Kind> } = {
  create: decideCreate,
  dissolve: (draft, actorId, _op, context) => decideDissolve(draft, actorId, context),
  "add-members": decideAddMembers,
  join: decideJoin,
  "withdraw-request": decideWithdrawRequest,
  "answer-request": decideAnswerRequest,
  "make-link": decideMakeLink,
  "revoke-link": decideRevokeLink,
  leave: (draft, actorId, _op, context) => decideLeave(draft, actorId, context),
  depart: (draft, actorId, _op, context) => decideDepart(draft, actorId, context),
  "set-role": decideSetRole,
  transfer: decideTransfer,
  "set-nickname": decideSetNickname,
  "remove-member": decideRemoveMember,
  ban: decideBan,
  unban: decideUnban,
  silence: decideSilence,
  "silence-all": decideSilenceAll,
  "edit-info": decideEditInfo,
  "edit-settings": decideEditSettings,
  announce: decideAnnounce,
};

/** Applies the op to the draft, or refuses and leaves the draft unchanged. Does not store: see `GroupDraft.patch`. */
export function decideOp(draft: GroupDraft, actorId: UserId, op: GroupOp, context: DecisionContext): Decision {
  // The table pairs each kind with its function, which the type of a single entry cannot express.
  const decide = decisions[op.kind] as Decide<GroupOp["kind"]>;
  return decide(draft, actorId, op, context);
}
