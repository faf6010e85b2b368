// An event as subscribers receive it: JSON text, built once from what the log stores.
import { messageIdOf, type ClientMsgId, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import { cutPreview } from "../../../schema/protocol/cut-text.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { VoidFrame } from "../../../schema/protocol/events/void.ts";
import type { Joined, Preview } from "../../../schema/protocol/sync.ts";
import { eventKinds } from "../../../schema/protocol/events/events.ts";
import { newMessage } from "../../../schema/protocol/events/new-message.ts";
import type { StreamEvent } from "../../../schema/rpc/conversation.ts";
import { expiresAtOf } from "../../stream/over.ts";

/** The `clientMsgId` of a change, which no client submitted. */
export const noClientMsgId = "" as ClientMsgId;

/**
 * The row of an event. The body of a message is `{"content":…}` and its companions, as canonical JSON. The body of a
 * change (`clientMsgId`: `noClientMsgId`) is its own frame without position and time, `{"type":…}`.
 */
export interface StoredEvent {
  readonly seq: number;
  readonly createdAt: number;
  readonly senderId: UserId;
  readonly clientMsgId: ClientMsgId;
  readonly body: string;
}

const isMessage = ({ clientMsgId }: Pick<StoredEvent, "clientMsgId">): boolean => clientMsgId !== noClientMsgId;

/** The text of the event's frame. Needs no escaping: ids have a safe alphabet and the body is already JSON. */
export function eventFrameText(conversationId: ConversationId, event: StoredEvent): string {
  const { seq, senderId, clientMsgId, createdAt, body } = event;
  if (!isMessage(event))
    return `${body.slice(0, -1)},"conversationId":"${conversationId}","seq":${seq},"createdAt":${createdAt}}`;
  const messageId = messageIdOf(conversationId, seq);
  return (
    `{"type":"new-message","conversationId":"${conversationId}","seq":${seq},"messageId":"${messageId}",` +
    `"senderId":"${senderId}","clientMsgId":"${clientMsgId}",${body.slice(1, -1)},"createdAt":${createdAt}}`
  );
}

/** Stands for the events with `afterSeq < seq <= throughSeq`, which its receiver may not see. */
export function voidEvent(
  conversationId: ConversationId,
  afterSeq: number,
  throughSeq: number,
  createdAt: number,
): StreamEvent {
  const frame: VoidFrame = { type: "void", conversationId, seq: afterSeq + 1, toSeq: throughSeq, createdAt };
  return { seq: throughSeq, frame: JSON.stringify(frame) };
}

/** Whether lists take no notice of the event. */
export function isQuiet(event: StoredEvent): boolean {
  if (isMessage(event)) return false;
  const { type } = JSON.parse(event.body) as { readonly type: string };
  return eventKinds.get(type)?.isQuiet ?? false;
}

/** The preview of an event, shortened; null for kinds that have none. */
export function previewOf(event: StoredEvent): Preview | null {
  const body = JSON.parse(event.body) as { readonly type: string; readonly expiresAt?: number };
  const type = isMessage(event) ? newMessage.type : body.type;
  const preview = eventKinds.get(type)?.preview({ ...body, type }) ?? null;
  if (preview === null) return null;
  const text = cutPreview(preview.text, wireLimits.previewMaxChars);
  const { seq, senderId, createdAt } = event;
  const ending = body.expiresAt === undefined ? {} : { expiresAt: body.expiresAt };
  return { seq, senderId, type: preview.type, text, createdAt, ...ending };
}

/** The event in transport form, with what views have to know of it. */
export function toStreamEvent(conversationId: ConversationId, event: StoredEvent): StreamEvent {
  const frame = eventFrameText(conversationId, event);
  const expiresAt = expiresAtOf(event.body);
  return { seq: event.seq, frame, ...changeOf(event), ...(expiresAt !== null && { expiresAt }) };
}

/** Of an event that changes earlier messages; nothing of any other. */
function changeOf(event: StoredEvent): Pick<StreamEvent, "targets" | "isSecret"> {
  if (isMessage(event)) return {};
  const body = JSON.parse(event.body) as { readonly type: string };
  const kind = eventKinds.get(body.type);
  const targets = kind?.targets?.(body);
  if (targets === undefined) return {};
  return kind?.isSecret?.(body) === true ? { targets, isSecret: true } : { targets };
}

/** How this user became a member by the event; null: they did not. */
export function joinedBy(event: StoredEvent, userId: UserId): Joined | null {
  if (isMessage(event)) return null;
  const body = JSON.parse(event.body) as { readonly type: string };
  const joining = eventKinds.get(body.type)?.joins?.(body);
  if (joining === null || joining === undefined || !joining.userIds.includes(userId)) return null;
  return { seq: event.seq, actorId: joining.actorId, how: joining.how, createdAt: event.createdAt };
}
