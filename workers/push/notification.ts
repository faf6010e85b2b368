// What a device is told of a conversation, in words.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { Clear, Cleared, NewsAbout, NewsPush, Push, SubjectId } from "../../schema/rpc/pushes.ts";

/** As the device gets it. A newer one of the same conversation takes its place; one with no greater `seq` is a repeat. */
export interface Notification {
  /** Missing: it is about messages. Else somebody asks to be a friend, or invites to a group. */
  readonly type?: NewsAbout["kind"];
  /** Or what else it is about: all that is said of conversations holds for that too. */
  readonly conversationId: SubjectId;
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
  /** Somebody writes whom the user has not accepted yet. */
  readonly request?: true;
  /** Whose news it is, under which name, and which group's. */
  readonly userId?: UserId;
  readonly by?: string;
  readonly groupId?: ConversationId;
  /** Other conversations of which nothing up to these seqs is to be shown any more. */
  readonly cleared?: readonly Cleared[];
}

/** Nothing of this conversation up to `seq` is to be shown any more: not what is there, nor what comes late. */
export interface ClearNotice extends Cleared, Pick<Notification, "badge"> {}

/** Whose names the notifications of these show. */
export const namedBy = (pushes: readonly Pick<Push, "about">[], news: readonly NewsPush[]): UserId[] => [
  ...pushes.flatMap(({ about: { peerId, preview } }) => [
    ...(peerId === undefined ? [] : [peerId]),
    ...(preview === null ? [] : [preview.senderId]),
  ]),
  ...news.map(({ about }) => about.userId),
];

/** By their ids. */
export type People = ReadonlyMap<UserId, Pick<User, "displayName">>;

export function notificationOf(
  { conversationId, seq, badge, about, replaces, cleared }: Omit<Push, "deviceId" | "attempt" | "target">,
  people: People,
): Notification {
  const { request, kind, peerId, group, preview, unread, mentions = 0 } = about;
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
    ...(request && { request }),
    ...(replaces && { replaces }),
    ...(cleared !== undefined && { cleared }),
  };
}

/** Under the name of who asks, or of the group. */
export function newsNotificationOf(
  { conversationId, seq, badge, about, cleared }: NewsPush,
  people: People,
): Notification {
  const by = people.get(about.userId)?.displayName;
  const title = about.kind === "invitation" ? about.name : by;
  return {
    type: about.kind,
    conversationId,
    seq,
    ...(title !== undefined && { title }),
    ...(by !== undefined && { by }),
    unread: 0,
    mentions: 0,
    userId: about.userId,
    ...(about.kind === "invitation" && { groupId: about.groupId }),
    ...(badge !== null && { badge }),
    ...(cleared !== undefined && { cleared }),
  };
}

export const clearNoticeOf = ({ conversationId, seq, badge }: Clear): ClearNotice => ({
  conversationId,
  seq,
  ...(badge !== null && { badge }),
});

/** For a service that takes no more: that there is something, and where. */
export const withoutWords = ({ title: _title, body: _body, by: _by, ...rest }: Notification): Notification => rest;
