// Every call that an actor takes, and what an object that nobody made answers. A call that is added does not compile
// without its line here.
import { env } from "cloudflare:workers";
import { conversationStub, groupStub, userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import { packItems } from "../../durable-objects/stream/packed-append.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationRpc } from "../../schema/rpc/conversation.ts";
import type { GroupOp, GroupRpc } from "../../schema/rpc/group.ts";
import { hiddenPresence } from "../../schema/rpc/presence.ts";
import type { UserSessionRpc } from "../../schema/rpc/user-session.ts";
import { itemOf } from "./actors.ts";
import { freeSettings } from "./group-settings.ts";

/** `done`: the call has nothing to answer, and there is nothing to do. `thrown`: it must not be made. */
type Answered = ErrorCode | "done" | "thrown";
interface Row {
  readonly call: () => Promise<unknown>;
  readonly answered: Answered;
}
type RowsOf<Calls, Makers extends keyof Calls> = { readonly [Call in Exclude<keyof Calls, Makers>]: Row };

const row = (answered: Answered, call: () => Promise<unknown>): Row => ({ answered, call });
const unknown = (call: () => Promise<unknown>): Row => row("CONVERSATION_NOT_FOUND", call);

/** Calls of every conversation. @param id of one that nobody made */
function conversationRows(id: ConversationId, userId: UserId): RowsOf<ConversationRpc, "open"> {
  const stub = (): ConversationRpc => conversationStub(env, id);
  const items = [itemOf("one"), itemOf("two")];
  return {
    append: unknown(() => stub().append({ senderId: userId, items })),
    appendPacked: unknown(() => stub().appendPacked({ senderId: userId, packed: packItems(items) })),
    appendFiles: unknown(() => stub().appendFiles({ senderId: userId, items })),
    read: unknown(() => stub().read({ userId, from: 0 })),
    loadPage: unknown(() => stub().loadPage({ userId, limit: 10 })),
    markRead: unknown(() => stub().markRead({ userId, seq: 1 })),
    receipts: unknown(() => stub().receipts({ userId, seq: 1, read: true, limit: 10 })),
    changeMessage: unknown(() => stub().changeMessage({ userId, op: { kind: "recall", seq: 1 } })),
    askOfMessages: unknown(() => stub().askOfMessages({ userId, question: { kind: "pins" } })),
    setTyping: unknown(() => stub().setTyping({ userId, active: true })),
    tables: row("done", () => stub().tables()),
    erase: row("thrown", () => stub().erase({ seqs: [1] })),
    verifyHistory: unknown(() => stub().verifyHistory({ afterSeq: 0 })),
  };
}

/** @param stranger is not among the two whom the id names */
export const directRows = (id: ConversationId, member: UserId, stranger: UserId): Readonly<Record<string, Row>> => ({
  ...conversationRows(id, member),
  "open by a stranger": unknown(() => conversationStub(env, id).open({ userId: stranger })),
});

/** Ops on a group; `create` is one that is refused. */
const groupOps = (userId: UserId): { readonly [Kind in GroupOp["kind"]]: Extract<GroupOp, { kind: Kind }> } => ({
  create: {
    kind: "create",
    info: { name: "Climbers", description: "", avatar: "" },
    settings: { ...freeSettings, joinPolicy: "password" },
    memberIds: [],
  },
  "add-members": { kind: "add-members", userIds: [userId] },
  join: { kind: "join" },
  "answer-invitation": { kind: "answer-invitation", accept: true },
  "revoke-invitation": { kind: "revoke-invitation", userId },
  "withdraw-request": { kind: "withdraw-request" },
  "answer-request": { kind: "answer-request", userId, accept: true },
  leave: { kind: "leave" },
  depart: { kind: "depart" },
  "remove-member": { kind: "remove-member", userId },
  ban: { kind: "ban", userId },
  unban: { kind: "unban", userId },
  "set-role": { kind: "set-role", userId, role: "admin" },
  transfer: { kind: "transfer", userId },
  silence: { kind: "silence", userId, silencedUntil: null },
  "silence-all": { kind: "silence-all", allSilenced: true },
  "set-nickname": { kind: "set-nickname", userId, nickname: "Al" },
  "edit-info": { kind: "edit-info", info: { name: "Hikers" } },
  "edit-settings": { kind: "edit-settings", settings: {} },
  announce: { kind: "announce", text: "Hello" },
  "make-link": { kind: "make-link", linkId: "link", token: "token", expiresAt: null, maxUses: null },
  "revoke-link": { kind: "revoke-link", linkId: "link" },
  dissolve: { kind: "dissolve" },
});

export function groupRows(id: ConversationId, userId: UserId): Readonly<Record<string, Row>> {
  const stub = (): GroupRpc => groupStub(env, id);
  const changes = Object.values<GroupOp>(groupOps(userId)).map((op) => [
    `change ${op.kind}`,
    row(op.kind === "create" ? "INVALID_REQUEST" : "CONVERSATION_NOT_FOUND", () => stub().change({ userId, op })),
  ]);
  const calls: RowsOf<GroupRpc, "change"> = {
    ...conversationRows(id, userId),
    open: unknown(() => stub().open({ userId })),
    beginAvatar: unknown(() => stub().beginAvatar({ userId })),
    beginPassword: unknown(() => stub().beginPassword({ userId })),
    describe: unknown(() => stub().describe({ userId })),
    describeByLink: row("LINK_NOT_VALID", () => stub().describeByLink({ token: "token" })),
    listMembers: unknown(() => stub().listMembers({ userId, query: { limit: 10 } })),
    listInvitations: unknown(() => stub().listInvitations({ userId })),
    listRequests: unknown(() => stub().listRequests({ userId })),
    listBans: unknown(() => stub().listBans({ userId })),
    listLinks: unknown(() => stub().listLinks({ userId })),
    listAnnouncements: unknown(() => stub().listAnnouncements({ userId })),
  };
  return { ...calls, ...(Object.fromEntries(changes) as Readonly<Record<string, Row>>) };
}

export function sessionRows(
  id: UserId,
  conversationId: ConversationId,
): RowsOf<
  UserSessionRpc,
  | "beginLogin"
  | "signIn"
  | "passwordChanged"
  | "admit"
  | "hearOfInvitation"
  | "noteRelation"
  | "deliver"
  | "budget"
  | "setBudgetFactor"
  | "suspend"
  | "restore"
  | "endSignIns"
> {
  const stub = (): UserSessionRpc => userSessionStub(env, id);
  const deviceId = "device" as DeviceId;
  const signedOut = (call: () => Promise<unknown>): Row => row("DEVICE_SIGNED_OUT", call);
  return {
    tables: row("done", () => stub().tables({ after: null })),
    failLogin: row("done", () => stub().failLogin({ attemptId: "attempt" })),
    knowsDevice: row("done", async () => {
      if (await stub().knowsDevice({ deviceId, secretId: "secret" })) throw new Error("knows a device");
    }),
    refresh: signedOut(() => stub().refresh({ grant: { deviceId, family: "family", generation: 1 } })),
    ask: signedOut(() => stub().ask({ deviceId, question: { kind: "list-inbox", query: { limit: 10 } } })),
    revoke: row("done", () => stub().revoke({ grant: { deviceId, family: "family", generation: 1 } })),
    takePushes: row("done", async () => {
      const { pushes } = await stub().takePushes({ jobId: "job" });
      if (pushes.length > 0) throw new Error("tells somebody");
    }),
    settlePushes: row("done", async () => void (await stub().settlePushes({ jobId: "job", results: [] }))),
    takeMail: row("done", async () => {
      if ((await stub().takeMail({ jobId: "job", what: "digest" })) !== null) throw new Error("writes to somebody");
    }),
    settleMail: row("done", () => stub().settleMail({ jobId: "job", what: "digest", outcome: "taken" })),
    confirmEmail: row("LINK_NOT_VALID", () => stub().confirmEmail({ addressId: "address" })),
    stopEmails: row("done", () => stub().stopEmails({ addressId: "address" })),
    entryChanged: row("done", () => stub().entryChanged({ conversationId })),
    consentToGroup: row("done", async () => {
      const { agrees } = await stub().consentToGroup({ conversationId, by: id });
      if (!agrees) throw new Error("does not agree");
    }),
    presenceFor: row("done", async () => {
      const { presence } = await stub().presenceFor({ viewerId: id, watch: true });
      if (presence.online || presence.lastSeenAt !== undefined) throw new Error("shows somebody");
    }),
    presenceChanged: row("done", async () => {
      const change = { userId: id, presence: hiddenPresence, version: 1, deadlineAt: Number.MAX_SAFE_INTEGER };
      if ((await stub().presenceChanged(change)).watching) throw new Error("watches somebody");
    }),
    forgetPreview: row("done", () => stub().forgetPreview({ conversationId, seqs: [1] })),
    releaseGroup: row("done", () => stub().releaseGroup({ conversationId })),
    noteMade: row("done", () => stub().noteMade({ key: "key" })),
    openGroup: unknown(() => stub().openGroup({ conversationId })),
    standing: row("done", async () => {
      const { suspension, devices } = await stub().standing();
      if (suspension !== null || devices.length > 0) throw new Error("is suspended, or knows a device");
    }),
  };
}

const codesOf = (answer: unknown): readonly Answered[] => {
  if (Array.isArray(answer)) return answer.flatMap(codesOf);
  if (answer === undefined) return ["done"];
  const { refusal } = answer as { readonly refusal?: { readonly code: ErrorCode } };
  return [refusal?.code ?? "done"];
};

/** Makes the call. One that takes many items answers each. */
export async function answerOf({ call }: Row): Promise<readonly Answered[]> {
  try {
    return [...new Set(codesOf(await call()))];
  } catch {
    return ["thrown"];
  }
}
