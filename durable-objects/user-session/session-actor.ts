// The actor of one user. Every request of the user passes here. A session is made by a login, or by a conversation that
// admits the user; until then it stores nothing.
import { DurableObject } from "cloudflare:workers";
import type { ActDone, OperatorAct } from "../../schema/jobs/operator-act.ts";
import { errorRuleOf } from "../../schema/protocol/errors.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { hiddenPresence, type PresenceChange, type PresenceNow } from "../../schema/rpc/presence.ts";
import type { Mail, MailedRpc } from "../../schema/rpc/mails.ts";
import type { SettledPushes, SettlePushes, TakenPushes, TakePushes } from "../../schema/rpc/pushes.ts";
import type { Answer, Question } from "../../schema/rpc/session-questions.ts";
import type { InvitationNews } from "../../schema/rpc/invitations.ts";
import type {
  Admitted,
  Asked,
  Delivery,
  DeliveryAnswer,
  DeviceGrant,
  Refresh,
  IssuedGrant,
  KnownDevice,
  SignIn,
  Standing,
  Told,
  UserBudget,
  UserSessionRpc,
} from "../../schema/rpc/user-session.ts";
import type { SessionTables } from "../../schema/rpc/sweep.ts";
import type { Env } from "../runtime/env.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { Made } from "../runtime/made.ts";
import { closeSocket } from "../sockets/close-socket.ts";
import { SessionCore } from "./session-core.ts";
import { sessionModules } from "./session-parts.ts";

export class UserSession extends DurableObject<Env> implements UserSessionRpc {
  readonly #session: Made<SessionCore>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    this.#session = new Made(ctx.storage, sessionModules);
    this.#session.start(() => new SessionCore(ctx, env));
  }

  /** Null until the session is made. @throws TablesTooNew */
  get #core(): SessionCore | null {
    return this.#session.core;
  }

  /** For calls whose caller knows that the user exists. */
  #made(): SessionCore {
    return this.#session.make();
  }

  // ---- calls that make the session: the Worker has found the account, a conversation its member

  async beginLogin(): Promise<{ attemptId: string } | Refused> {
    return this.#made().beginLogin();
  }

  async budget(): Promise<UserBudget> {
    return this.#made().budget();
  }

  async setBudgetFactor(request: { factor: number; act?: OperatorAct }): Promise<ActDone | Refused | null> {
    return this.#made().setBudgetFactor(request);
  }

  async suspend(request: { act: OperatorAct; until: number | null }): Promise<ActDone | Refused> {
    return this.#made().suspend(request);
  }

  async restore(request: { act: OperatorAct }): Promise<ActDone | Refused> {
    return this.#made().restore(request);
  }

  async endSignIns(request: { act: OperatorAct; deviceId?: DeviceId }): Promise<ActDone | Refused> {
    return this.#made().endSignIns(request);
  }

  async signIn(request: SignIn): Promise<(IssuedGrant & { secretId: string }) | Refused> {
    return this.#made().signIn(request);
  }

  async passwordChanged(request: { deviceId: DeviceId; passwordVersion: number }): Promise<{ secretId: string }> {
    return this.#made().passwordChanged(request);
  }

  async admit(request: { conversationId: ConversationId }): Promise<Admitted> {
    return this.#made().admit(request);
  }

  async hearOfInvitation(news: InvitationNews): Promise<{ known: number }> {
    return this.#made().hearOfInvitation(news);
  }

  async deliver(delivery: Delivery): Promise<DeliveryAnswer> {
    return this.#made().deliver(delivery);
  }

  async noteRelation(relation: Parameters<UserSessionRpc["noteRelation"]>[0]): Promise<void> {
    return this.#made().noteRelation(relation);
  }

  // ---- all others: nobody has signed in to a session that is not made

  override async fetch(request: Request): Promise<Response> {
    return this.#core?.fetch(request) ?? new Response(null, { status: 401 });
  }

  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    // 1013: try again later.
    if (!this.#session.isKnown) closeSocket(ws, 1013, "UNAVAILABLE");
    // Sockets may outlive what the session stored, if that is restored to an earlier time.
    else if (this.#core === null) closeSocket(ws, errorRuleOf(signedOut.refusal.code).closeCode ?? 1008, "");
    else await this.#core.webSocketMessage(ws, message);
  }

  override webSocketClose(ws: WebSocket): void {
    if (this.#session.isKnown) this.#core?.webSocketClose(ws);
  }

  override webSocketError(ws: WebSocket): void {
    if (this.#session.isKnown) this.#core?.webSocketError(ws);
  }

  async standing(): Promise<Standing> {
    return this.#core?.standing() ?? { suspension: null, devices: [] };
  }

  async failLogin(): Promise<void> {
    this.#session.assertKnown();
  }

  async knowsDevice(request: KnownDevice): Promise<boolean> {
    return this.#core?.knowsDevice(request) ?? false;
  }

  async refresh(request: Refresh): Promise<IssuedGrant | Refused> {
    return this.#core?.refresh(request) ?? signedOut;
  }

  async revoke(request: { grant: DeviceGrant }): Promise<void> {
    return this.#core?.revoke(request);
  }

  async ask<Q extends Question>(
    request: Asked<Q>,
  ): Promise<Answer<Q["kind"]> | Refused | Told<Answer<Q["kind"]> | Refused>> {
    return this.#core?.ask(request) ?? signedOut;
  }

  /** Who has never signed in has nothing against it. */
  async consentToGroup(request: { conversationId: ConversationId; by: UserId }): Promise<{ agrees: boolean }> {
    return this.#core?.consentToGroup(request) ?? { agrees: true };
  }

  async presenceFor(request: { viewerId: UserId; watch: boolean }): Promise<PresenceNow> {
    return this.#core?.presenceFor(request) ?? { presence: hiddenPresence, version: 0 };
  }

  async presenceChanged(request: PresenceChange): Promise<{ watching: boolean }> {
    return this.#core?.presenceChanged(request) ?? { watching: false };
  }

  async takePushes(request: TakePushes): Promise<TakenPushes> {
    return this.#core?.takePushes(request) ?? { pushes: [], retryAfterMs: null };
  }

  async settlePushes(request: SettlePushes): Promise<SettledPushes> {
    return this.#core?.settlePushes(request) ?? { retryAfterMs: null };
  }

  async takeMail(request: Parameters<MailedRpc["takeMail"]>[0]): Promise<Mail | null> {
    return this.#core?.takeMail(request) ?? null;
  }

  async settleMail(request: Parameters<MailedRpc["settleMail"]>[0]): Promise<void> {
    return this.#core?.settleMail(request);
  }

  async confirmEmail(request: { addressId: string }): Promise<{ address: string } | Refused> {
    return this.#core?.confirmEmail(request) ?? refused("LINK_NOT_VALID");
  }

  async stopEmails(request: { addressId: string }): Promise<void> {
    return this.#core?.stopEmails(request);
  }

  async forgetPreview(request: { conversationId: ConversationId; seqs: readonly number[] }): Promise<void> {
    await this.#core?.forgetPreview(request);
  }

  async entryChanged(request: { conversationId: ConversationId }): Promise<void> {
    await this.#core?.entryChanged(request);
  }

  async releaseGroup(request: { conversationId: ConversationId }): Promise<void> {
    return this.#core?.releaseGroup(request);
  }

  async noteMade(request: { key: string }): Promise<void> {
    return this.#core?.noteMade(request);
  }

  async tables({ after }: { after: ConversationId | null }): Promise<SessionTables> {
    const page = this.#core?.sweptConversations(after) ?? { conversationIds: [], next: null };
    return { ...this.#session.tables(), ...page };
  }

  async openGroup(request: { conversationId: ConversationId }): Promise<{ conversation: ConversationEntry } | Refused> {
    return this.#core?.openGroup(request) ?? refused("CONVERSATION_NOT_FOUND");
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (!this.#session.isKnown) return this.#session.putOffAlarm();
    await this.#core?.alarm(info);
  }
}

const signedOut = refused("DEVICE_SIGNED_OUT");
