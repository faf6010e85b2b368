// Shared by all group handlers: the caller, the group, the op, and the answer to a change.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone } from "../../../schema/rpc/group.ts";
import { authorized } from "../../http/authenticate.ts";
import { callerGroup, type CallerGroup } from "../../http/caller-group.ts";
import type { UserInput } from "../../http/handler.ts";
import { isRefused } from "../../http/answer.ts";

interface GroupInput extends UserInput {
  readonly path: { readonly groupId: ConversationId };
}
export interface WithGroup {
  readonly group: CallerGroup;
}
type Wanted = GroupOp | Refused;

/** Wraps a handler under `/api/groups/:groupId`, for callers whose session has accepted them. */
export const inGroup = <Input extends GroupInput, Reply>(
  handler: (input: Input & WithGroup) => Promise<Reply | Refused>,
): ((input: Input) => Promise<Reply | Refused>) =>
  authorized(async (input: Input) => {
    const group = callerGroup(input.env, input.path.groupId, input.session);
    return group === null ? refused("CONVERSATION_NOT_FOUND") : handler({ ...input, group });
  });

/**
 * Wraps a handler that changes the group by one op. The session judges the request together with the change, so `opOf`
 * must ask it before it causes work for others than the caller.
 */
export const change =
  <Input extends GroupInput, Reply>(
    opOf: (input: NoInfer<Input> & WithGroup) => Wanted | Promise<Wanted>,
    answer: (done: GroupOpDone, input: NoInfer<Input> & WithGroup) => Reply | Promise<Reply | Refused>,
  ): ((input: Input) => Promise<Reply | Refused>) =>
  async (input: Input): Promise<Reply | Refused> => {
    const group = callerGroup(input.env, input.path.groupId, input.session);
    if (group === null) return refused("CONVERSATION_NOT_FOUND");
    const withGroup = { ...input, group };
    const op = await opOf(withGroup);
    if (isRefused(op)) return op;
    const done = await withGroup.group.change(op);
    return isRefused(done) ? done : answer(done, withGroup);
  };

export const answerSeq = ({ seq }: GroupOpDone) => ({ status: 200, body: { seq } }) as const;

export const answerNothing = () => ({ status: 204 }) as const;

/** The whole group in the form that the caller sees after their change. */
export async function answerGroup(_done: GroupOpDone, { group }: WithGroup) {
  const described = await group.ask((stub, from) => stub.describe(from));
  if (isRefused(described)) return described;
  // The caller is no longer a member: somebody removed them meanwhile.
  if (described.group === null) return refused("CONVERSATION_NOT_FOUND");
  return { status: 200, body: { group: described.group } } as const;
}
