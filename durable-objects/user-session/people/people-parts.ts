// The parts of a session that have to do with other people, and which of them knows which: what each does is in its own file.
import type { DirectoryChoices } from "../../../schema/jobs/directory-choices.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { Env } from "../../runtime/env.ts";
import { directStub, groupStub, userSessionStub } from "../../runtime/stubs.ts";
import type { SocketSet } from "../../sockets/socket-set.ts";
import type { Privacy } from "../account/privacy.ts";
import { privacyAnswers } from "../account/privacy-answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { News } from "../notifying/news.ts";
import type { Leaving } from "../leaving/leaving.ts";
import { presenceAnswers } from "../presence/presence-answers.ts";
import { SessionPresence } from "../presence/session-presence.ts";
import { announceInvitations } from "./announce-invitations.ts";
import { announcePerson } from "./announce-person.ts";
import { Blocks, blocksAnswers } from "./blocks.ts";
import { Consent } from "./consent.ts";
import { contactsAnswers, endRequest, type ContactsHost } from "./contacts.ts";
import { Friends } from "./friends.ts";
import { Invitations } from "./invitations.ts";
import { invitationsAnswers } from "./invitations-answers.ts";
import { OwnJoinRequests } from "./own-join-requests.ts";
import { peopleAnswers, shownPerson } from "./people-answers.ts";
import { PeopleTable } from "./people-table.ts";

export interface PeoplePartsHost {
  readonly sql: SqlStorage;
  readonly env: Env;
  readonly userId: UserId;
  readonly sockets: SocketSet;
  readonly budgets: Budgets;
  readonly inbox: Inbox;
  readonly privacy: Privacy;
  readonly leaving: Leaving;
  /** Asks for the entry anew, and tells the user's devices. */
  refresh(conversationId: ConversationId): Promise<void>;
  /** The directory has to know what the user has chosen. */
  chosen(copy: DirectoryChoices): void;
  /** What the user's devices are told of that. */
  news(): Pick<News, "friendChanged" | "invitationChanged">;
  arm(): void;
  /** Keeps working after the cause was answered. */
  waitUntil(doing: Promise<void>): void;
  now(): number;
  wait(ms: number): Promise<void>;
}

export type PeopleParts = ReturnType<typeof assemblePeople>;

export function assemblePeople(host: PeoplePartsHost) {
  const { sql, env, userId, sockets, budgets, inbox, privacy, leaving } = host;
  const [arm, now] = [() => host.arm(), () => host.now()];
  const table = new PeopleTable(sql);
  const blocks: Blocks = new Blocks({
    sql,
    userId,
    budgets,
    stub: (id) => directStub(env, id),
    isOpened: (id) => inbox.has(id),
    changed: (peerId, id) => {
      inbox.changed(id);
      friends.touch(peerId);
      if (blocks.has(peerId)) invitations.forgetFrom(peerId);
    },
    arm,
    now,
  });
  const isBlocked = (id: UserId): boolean => blocks.has(id);
  const invitations = new Invitations({
    sql,
    isBlocked,
    changed: (revision, groupId) => {
      announceInvitations(sockets.listeners(), revision);
      host.news().invitationChanged(groupId);
    },
    now,
  });
  const joinRequests = new OwnJoinRequests({ sql, userId, budgets, stub: (id) => groupStub(env, id), now });
  const friends = new Friends({
    sql,
    userId,
    table,
    budgets,
    conversation: (id) => directStub(env, id),
    session: (id) => userSessionStub(env, id),
    isBlocked,
    befriended: (id) => host.waitUntil(endRequest(contacts, id)),
    changed: (row) => {
      announcePerson(sockets.listeners(), shownPerson({ blocks, now }, row));
      host.waitUntil(presence.relationChanged(row.userId));
      host.news().friendChanged(row.userId);
    },
    arm,
    now,
  });
  const consent = new Consent({
    sql,
    isOpen: env.FIRST_CONTACT === "open",
    isFriend: (id) => friends.isFriend(id),
    isBlocked,
    changed: (copy) => host.chosen(copy),
    now,
  });
  const presence = new SessionPresence({
    sql,
    userId,
    sockets,
    budgets,
    isInvisible: () => privacy.isInvisible,
    allows: (viewerId) => leaving.stored === null && consent.allows("presence", viewerId),
    isBlocked,
    stub: (id) => userSessionStub(env, id),
    arm,
    waitUntil: (doing) => host.waitUntil(doing),
    now,
    wait: (ms) => host.wait(ms),
  });
  const contacts: ContactsHost = {
    userId,
    inbox,
    budgets,
    stub: (id) => directStub(env, id),
    refresh: (id) => host.refresh(id),
  };
  const answers = {
    ...privacyAnswers({
      privacy,
      consent,
      budgets,
      changed: (before) => {
        if (before.invisible !== privacy.isInvisible) presence.own.visibilityChanged();
        if (before.presence !== consent.choices.presence) presence.consentChanged(friends.friends());
      },
    }),
    ...blocksAnswers(blocks),
    ...invitationsAnswers(invitations, joinRequests),
    ...contactsAnswers(contacts),
    ...peopleAnswers({ table, friends, blocks, budgets, now }),
    ...presenceAnswers(presence.watching),
  };
  return { table, blocks, invitations, joinRequests, friends, consent, presence, answers };
}
