// What a device is told of a conversation, in words.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { Clear, Cleared, Push } from "../../schema/rpc/pushes.ts";

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
  /** It brings no news: what is shown is not so any more, and this takes its place without a sound. */
  readonly replaces?: true;
  /** Other conversations of which nothing up to these seqs is to be shown any more. */
  readonly cleared?: readonly Cleared[];
}

/** Nothing of this conversation up to `seq` is to be shown any more: not what is there, nor what comes late. */
export interface ClearNotice extends Cleared, Pick<Notification, "badge"> {}

/** Whose names the notifications of these show. */
export const namedBy = (pushes: readonly Push[]): UserId[] =>
  pushes.flatMap(({ about: { peerId, preview } }) => [
    ...(peerId === undefined ? [] : [peerId]),
    ...(preview === null ? [] : [preview.senderId]),
  ]);

export function notificationOf(
  { conversationId, seq, badge, about, replaces, cleared }: Push,
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
    ...(replaces && { replaces }),
    ...(cleared !== undefined && { cleared }),
  };
}

export const clearNoticeOf = ({ conversationId, seq, badge }: Clear): ClearNotice => ({
  conversationId,
  seq,
  ...(badge !== null && { badge }),
});

/** For a service that takes no more: that there is something, and where. */
export const withoutWords = ({ title: _title, body: _body, ...rest }: Notification): Notification => rest;
