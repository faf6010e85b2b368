// What a user's session is once it is made: the sockets of all their devices, who is signed in, and the inbox.
import type { ActDone, OperatorAct } from "../../schema/jobs/operator-act.ts";
import {
  isGroupId,
  membersOfDirect,
  type ConversationId,
  type DeviceId,
  type UserId,
} from "../../schema/protocol/ids.ts";
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { limited, refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { PresenceChange, PresenceNow } from "../../schema/rpc/presence.ts";
import type { Mail, MailedRpc } from "../../schema/rpc/mails.ts";
import type { SettledPushes, SettlePushes, TakenPushes, TakePushes } from "../../schema/rpc/pushes.ts";
import type { Answer, Question } from "../../schema/rpc/session-questions.ts";
import type { InvitationNews } from "../../schema/rpc/invitations.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import {
  endedByHeader,
  isSignInEnd,
  readSocketCaller,
  type Admitted,
  type Asked,
  type Delivery,
  type DeliveryAnswer,
  type DeviceGrant,
  type Refresh,
  type IssuedGrant,
  type KnownDevice,
  type SignIn,
  type Standing,
  type Told,
  type UserBudget,
  type UserSessionRpc,
} from "../../schema/rpc/user-session.ts";
import type { SessionTables } from "../../schema/rpc/sweep.ts";
import type { Env } from "../runtime/env.ts";
import { TokenBucket } from "../runtime/token-bucket.ts";
import { answerQuestion, leftOf } from "./answers.ts";
import { admissionOf } from "./people/contacts.ts";
import { refusedUpgrade } from "./budgets/refused-upgrade.ts";
import { assembleSession, type SessionParts } from "./session-parts.ts";
import { receiveMessage } from "./socket-frames.ts";
import { takeDelivery } from "./syncing/deliveries.ts";

/** Conversations a call: a short answer, and few calls. */
const sweptPage = 500;

export class SessionCore implements Omit<UserSessionRpc, "tables"> {
  readonly #parts: SessionParts;
  /** Logins by Workers of the version before, which count nothing themselves: 5 per 15 minutes and life of this object. */
  readonly #oldLogins = new TokenBucket(5 / 900, 5, Date.now());

  /** The object has its tables. */
  constructor(ctx: DurableObjectState, env: Env) {
    this.#parts = assembleSession(ctx, env);
  }

  // ---- sockets

  /** The WebSocket upgrade, forwarded by the Worker, which has verified the token. */
  async fetch(request: Request): Promise<Response> {
    const {
      caller,
      authUntil = Date.now() + this.#parts.limits.ACCESS_TOKEN_SECONDS * 1_000,
      fleetSockets,
    } = readSocketCaller(request.headers);
    const family = this.#parts.account.accept(caller);
    // A Worker of the version before does not read the header, and answers as of a signed-out device.
    if (family === null)
      return new Response(null, { status: 401, headers: { [endedByHeader]: this.#parts.account.endedBy } });
    const { deviceId } = caller;
    this.#parts.budgets.reserveWith((state) => this.#parts.account.touch(deviceId, state));
    const refusal = this.#parts.budgets.take({ sockets: 1 }, true);
    if (refusal !== null) return refusedUpgrade(refusal);
    const byProtocol = request.headers.has("sec-websocket-protocol");
    return this.#parts.sockets.accept({ deviceId, family, authUntil }, { byProtocol, fleetSockets });
  }

  async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const socket = this.#parts.sockets.get(ws);
    if (socket === undefined) return;
    await receiveMessage(this.#parts.frameHost, socket, message);
  }

  webSocketClose(ws: WebSocket): void {
    this.#forget(ws);
  }

  webSocketError(ws: WebSocket): void {
    this.#forget(ws);
  }

  // ---- calls from conversations

  async deliver(delivery: Delivery): Promise<DeliveryAnswer> {
    const { leaving, ending, deliveriesHost } = this.#parts;
    return leaving.isOver ? ending.take(delivery) : takeDelivery(deliveriesHost, delivery);
  }

  async admit({ conversationId }: { conversationId: ConversationId }): Promise<Admitted> {
    const { inbox, people, userId, leaving, ending } = this.#parts;
    if (leaving.isOver) return ending.admit(conversationId);
    inbox.admit(conversationId, isGroupId(conversationId));
    const peerId = membersOfDirect(conversationId)?.find((member) => member !== userId);
    return peerId === undefined ? {} : admissionOf(people, peerId);
  }

  async noteRelation({ of, version, relation }: Parameters<UserSessionRpc["noteRelation"]>[0]): Promise<void> {
    const { people, leaving } = this.#parts;
    if (!leaving.isOver) people.friends.note(of, version, relation);
  }

  async consentToGroup({ by }: { conversationId: ConversationId; by: UserId }): Promise<{ agrees: boolean }> {
    return { agrees: this.#parts.people.consent.allows("groups", by) };
  }

  async hearOfInvitation(news: InvitationNews): Promise<{ known: number }> {
    return this.#parts.people.invitations.hear(news);
  }

  async forgetPreview({
    conversationId,
    seqs,
  }: {
    conversationId: ConversationId;
    seqs: readonly number[];
  }): Promise<void> {
    this.#parts.inbox.forgetPreview(conversationId, new Set(seqs));
    this.#parts.takingBack.erased(conversationId, seqs);
  }

  async entryChanged({ conversationId }: { conversationId: ConversationId }): Promise<void> {
    this.#parts.entryChanged(conversationId);
  }

  // ---- calls from other users' sessions

  async presenceFor({ viewerId, watch }: { viewerId: UserId; watch: boolean }): Promise<PresenceNow> {
    return this.#parts.people.presence.own.presenceFor(viewerId, watch);
  }

  async presenceChanged(change: PresenceChange): Promise<{ watching: boolean }> {
    return this.#parts.people.presence.watching.changed(change);
  }

  // ---- calls from the consumer of push jobs

  async takePushes(request: TakePushes): Promise<TakenPushes> {
    return this.#parts.pushTaking.take(request);
  }

  async settlePushes(request: SettlePushes): Promise<SettledPushes> {
    return this.#parts.pushTaking.settle(request);
  }

  // ---- calls about the user's e-mail address

  async takeMail(request: Parameters<MailedRpc["takeMail"]>[0]): Promise<Mail | null> {
    return this.#parts.mail.takeMail(request);
  }

  async settleMail(request: Parameters<MailedRpc["settleMail"]>[0]): Promise<void> {
    return this.#parts.mail.settleMail(request);
  }

  async confirmEmail(request: { addressId: string }): Promise<{ address: string } | Refused> {
    return this.#parts.mail.confirmEmail(request);
  }

  async stopEmails(request: { addressId: string }): Promise<void> {
    return this.#parts.mail.stopEmails(request);
  }

  // ---- calls from the Worker

  async beginLogin(): Promise<{ attemptId: string } | Refused> {
    const retryAfterMs = this.#oldLogins.take(Date.now());
    return retryAfterMs > 0 ? refused("RATE_LIMITED", retryAfterMs) : { attemptId: crypto.randomUUID() };
  }

  async failLogin(): Promise<void> {}

  async signIn(request: SignIn): Promise<(IssuedGrant & { secretId: string }) | Refused> {
    this.#parts.budgets.settle();
    return this.#parts.account.signIn(request);
  }

  async knowsDevice({ deviceId, secretId }: KnownDevice): Promise<boolean> {
    return this.#parts.account.knows(deviceId, secretId);
  }

  async passwordChanged(request: { deviceId: DeviceId; passwordVersion: number }): Promise<{ secretId: string }> {
    return { secretId: this.#parts.account.passwordChanged(request.deviceId, request.passwordVersion) };
  }

  async refresh({
    grant,
    network,
  }: Refresh): Promise<(IssuedGrant & { readonly left: readonly QuotaLeft[] }) | Refused> {
    const { account, budgets } = this.#parts;
    // A token of a family that has ended must not use up what the user's devices need, and learns nothing of it.
    const retryAfterMs = account.isCurrent(grant) ? budgets.waitFor("refreshes", 1) : 0;
    if (retryAfterMs > 0) return limited("refreshes", retryAfterMs);
    const next = account.refresh(grant, network);
    if ("refusal" in next) return next;
    budgets.take({ refreshes: 1 });
    return { ...next, left: budgets.left(["refreshes"]) };
  }

  async revoke({ grant }: { grant: DeviceGrant }): Promise<void> {
    this.#parts.account.revoke(grant);
  }

  async ask<Q extends Question>(
    request: Asked<Q>,
  ): Promise<Answer<Q["kind"]> | Refused | Told<Answer<Q["kind"]> | Refused>> {
    const { answersHost } = this.#parts;
    const answer = await answerQuestion(answersHost, request, request.question);
    // A sign-in that has ended, whyever it has, learns nothing of the user.
    if (request.tells === undefined || ("refusal" in answer && isSignInEnd(answer.refusal.code))) return answer;
    return { told: answer, left: leftOf(answersHost, request.tells) };
  }

  async releaseGroup({ conversationId }: { conversationId: ConversationId }): Promise<void> {
    this.#parts.groupCreations.release(conversationId);
  }

  /** A page of the inbox for the sweep. */
  sweptConversations(after: ConversationId | null): Omit<SessionTables, "versions"> {
    const { userId, inbox } = this.#parts;
    const page = inbox.idsAfter(after ?? "", sweptPage);
    return {
      conversationIds: page.filter((id) => isGroupId(id) || membersOfDirect(id)?.[0] === userId),
      next: page.length < sweptPage ? null : (page.at(-1) ?? null),
    };
  }

  async noteMade({ key }: { key: string }): Promise<void> {
    this.#parts.idempotencyKeys.noteMade(key);
  }

  /**
   * Not rate-limited: it follows a change that was judged and done, and a refusal would make that change look refused.
   */
  async openGroup(request: { conversationId: ConversationId }): Promise<{ conversation: ConversationEntry } | Refused> {
    return this.#parts.conversations.openGroup(request.conversationId);
  }

  // ---- work at a time

  async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.#parts.dueWork.ring(info?.isRetry);
  }

  // ---- calls from operators

  async budget(): Promise<UserBudget> {
    return { factor: this.#parts.budgets.factor, budgets: this.#parts.budgets.usage() };
  }

  async setBudgetFactor({ factor, act }: { factor: number; act?: OperatorAct }): Promise<ActDone | Refused | null> {
    const { budgets, operatorActs } = this.#parts;
    if (act !== undefined) return operatorActs.change(act, { factor }, () => budgets.setFactor(factor));
    budgets.setFactor(factor);
    return null;
  }

  async standing(): Promise<Standing> {
    return this.#parts.operatorActs.standing();
  }

  async suspend({ act, until }: { act: OperatorAct; until: number | null }): Promise<ActDone | Refused> {
    this.#parts.budgets.settle();
    return this.#parts.operatorActs.suspend(act, until);
  }

  async restore({ act }: { act: OperatorAct }): Promise<ActDone | Refused> {
    return this.#parts.operatorActs.restore(act);
  }

  async endSignIns({ act, deviceId }: { act: OperatorAct; deviceId?: DeviceId }): Promise<ActDone | Refused> {
    this.#parts.budgets.settle();
    return this.#parts.operatorActs.endSignIns(act, deviceId);
  }

  // ---- inside

  /** The closed socket may be the one that held the budgets. */
  #forget(ws: WebSocket): void {
    const attachment = ws.deserializeAttachment() as SocketAttachment | null;
    this.#parts.sockets.forget(ws);
    this.#parts.budgets.closed(attachment?.budget);
  }
}
