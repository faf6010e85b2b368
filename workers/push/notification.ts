// What a device is told of a conversation, in words.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { Push } from "../../schema/rpc/pushes.ts";

/** As the device gets it. A newer one of the same conversation takes its place; one with no greater `seq` is a repeat. */
export interface Notification {
  readonly conversationId: ConversationId;
  readonly seq: number;
  /** The conversation's name; missing: it is not known now. */
  readonly title?: string;
  /** The newest message, shortened. */
  readonly body?: string;
  readonly unread: number;
  readonly mentions: number;
  /** Of the app's icon; missing: not known now. */
  readonly badge?: number;
}

/** Whose names the notifications of these show. */
export const namedBy = (pushes: readonly Push[]): UserId[] =>
  pushes.flatMap(({ about: { peerId, preview } }) => [
    ...(peerId === undefined ? [] : [peerId]),
    ...(preview === null ? [] : [preview.senderId]),
  ]);

export function notificationOf(
  { conversationId, seq, badge, about }: Push,
  people: ReadonlyMap<UserId, Pick<User, "displayName">>,
): Notification {
  const { kind, peerId, group, preview, unread, mentions = 0 } = about;
  const nameOf = (id: UserId | undefined): string | undefined =>
    id === undefined ? undefined : people.get(id)?.displayName;
  const title = kind === "group" ? group?.name : nameOf(peerId);
  const author = kind === "group" ? nameOf(preview?.senderId) : undefined;
  const text = preview?.text ?? "";
  const body = author === undefined || text === "" ? text : `${author}: ${text}`;
  return {
    conversationId,
    seq,
    ...(title !== undefined && { title }),
    ...(body !== "" && { body }),
    unread,
    mentions,
    ...(badge !== null && { badge }),
  };
}

/** For a service that takes no more: that there is something, and where. */
export const withoutWords = ({ title: _title, body: _body, ...rest }: Notification): Notification => rest;
