// The same plain words for what may be changed in a group, and by whom.
import type { Consents, GroupOp } from "../../schema/rpc/group.ts";
import type { NaiveGroup, NaiveOutcome, NaivePerson } from "./naive-group.ts";

/** Most of one person's links that work; copied from the promise, not from the code. */
const linksEach = 5;

type Told = (events: number, joined: string[]) => Exclude<NaiveOutcome, string>;

export function decideNaively(group: NaiveGroup, id: string, op: GroupOp, now: number): NaiveOutcome {
  const outcome = decide(group, id, op, now);
  // A link goes with the right of its maker to make one.
  group.links = group.links.filter(({ maker }) => {
    const { standing } = group.person(maker);
    return (
      standing === "owner" || standing === "admin" || (standing === "member" && group.settings.mayInvite === "members")
    );
  });
  // An invitation goes with the right of its maker to add people.
  group.invited = group.invited.filter(({ by }) => {
    const { standing } = group.person(by);
    return standing !== "out" && (standing !== "member" || group.settings.mayInvite === "members");
  });
  return outcome;
}

/** Who of these is in at once: they agree, as they said at most 5 s ago, and have not stayed out of late. */
const agreeing = (group: NaiveGroup, ids: readonly string[], consents: Consents | undefined, now: number): string[] =>
  ids.filter((id) => {
    if (group.lastStayedOut(id, now) !== undefined) return false;
    if (consents === undefined) return true;
    return now <= consents.askedAt + 5_000 && consents.of.some((one) => one === id);
  });

function inviteAll(group: NaiveGroup, by: string, ids: readonly string[], now: number): { invited?: string[] } {
  for (const id of ids) {
    if (group.invitation(id, now) !== undefined) continue;
    group.invited = [...group.invited.filter((one) => one.id !== id), { id, by, at: now }];
  }
  return ids.length === 0 ? {} : { invited: [...ids] };
}

function decide(group: NaiveGroup, id: string, op: GroupOp, now: number): NaiveOutcome {
  const me = group.person(id);
  const amIn = me.standing !== "out";
  const amChief = me.standing === "owner" || me.standing === "admin";
  const before = group.inside;
  const nothing = { seq: null, joined: [], requested: false };
  const told = (events: number, joined: string[] = []): Exclude<NaiveOutcome, string> => {
    group.events(events, [...before, ...group.inside]);
    return { seq: group.head, joined, requested: false };
  };
  const living = group.creator !== "" && !group.over;

  if (op.kind === "create") {
    if (living && group.creator === id) {
      const waiting = [...new Set(op.memberIds)].filter((other) => group.invitation(other, now) !== undefined);
      return waiting.length === 0 ? nothing : { ...nothing, invited: waiting };
    }
    if (group.creator !== "") return "CONVERSATION_NOT_FOUND";
    const named = op.memberIds.filter((other, index) => other !== id && op.memberIds.indexOf(other) === index);
    const others = agreeing(group, named, op.consents, now);
    if (op.settings.joinPolicy === "password") return "INVALID_REQUEST";
    if (others.length >= group.room) return "GROUP_FULL";
    [group.creator, group.info, group.settings] = [id, op.info, op.settings];
    if (op.settings.historyVisible) group.pastFrom = 1;
    me.standing = "owner";
    me.joinedSeq = 1;
    for (const other of others) Object.assign(group.person(other), { standing: "member", joinedSeq: 1 });
    const uninvited = named.filter((other) => !others.some((one) => one === other));
    return { ...told(others.length === 0 ? 2 : 3, [id, ...others]), ...inviteAll(group, id, uninvited, now) };
  }
  if (op.kind === "answer-invitation")
    return living ? answerInvitation(group, me, op.accept, now, told) : "CONVERSATION_NOT_FOUND";
  if (op.kind === "join") return living ? join(group, me, op, now, told) : "CONVERSATION_NOT_FOUND";
  if (op.kind === "withdraw-request") {
    group.requests = group.requests.filter((request) => request.id !== id);
    return living ? nothing : "CONVERSATION_NOT_FOUND";
  }

  if (op.kind === "depart") {
    if (group.creator === "") return "CONVERSATION_NOT_FOUND";
    group.requests = group.requests.filter((request) => request.id !== id);
    group.invited = group.invited.filter((invitation) => invitation.id !== id);
    if (!amIn) return nothing;
    const wasOwner = me.standing === "owner";
    me.standing = "out";
    if (!wasOwner) return told(1);
    const byAge = group.inside.toSorted((a, b) => a.joinedSeq - b.joinedSeq || (a.id < b.id ? -1 : 1));
    const heir = byAge.find(({ standing }) => standing === "admin") ?? byAge[0];
    if (heir === undefined) return endNaively(group, told);
    const isSilenced = heir.silencedUntil > now;
    Object.assign(heir, { standing: "owner", silencedUntil: 0 });
    return told(isSilenced ? 3 : 2);
  }

  // Everything else is for those who are in.
  if (!amIn) return "CONVERSATION_NOT_FOUND";
  // Who may not write shows nothing else of their own either.
  const silence = group.whyNotSend(id, false, now);
  switch (op.kind) {
    case "add-members": {
      if (!amChief && group.settings.mayInvite !== "members") return "FORBIDDEN";
      const newcomers: string[] = [];
      for (const other of op.userIds) {
        if (group.person(other).standing === "out" && !newcomers.includes(other)) newcomers.push(other);
      }
      if (newcomers.some((other) => group.banned.some((ban) => ban.id === other))) return "BANNED";
      const willing = agreeing(group, newcomers, op.consents, now);
      const others = newcomers.filter((other) => !willing.includes(other));
      const outcome = willing.length === 0 ? nothing : letIn(group, willing, told);
      return typeof outcome === "string" ? outcome : { ...outcome, ...inviteAll(group, id, others, now) };
    }
    case "revoke-invitation": {
      const invitation = group.invitation(op.userId, now);
      if (invitation !== undefined && !amChief && invitation.by !== id) return "FORBIDDEN";
      group.invited = group.invited.filter((one) => one.id !== op.userId);
      return nothing;
    }
    case "answer-request": {
      if (!amChief) return "FORBIDDEN";
      const waits = group.requests.some((request) => request.id === op.userId);
      if (!op.accept) {
        group.requests = group.requests.filter((request) => request.id !== op.userId);
        return nothing;
      }
      if (group.person(op.userId).standing !== "out") return nothing;
      return waits ? letIn(group, [op.userId], told) : "NOT_FOUND";
    }
    case "leave":
      if (me.standing === "owner") return "OWNER_MUST_TRANSFER";
      me.standing = "out";
      group.stayedOut.push({ id, at: now, declined: false });
      return told(1);
    case "remove-member": {
      const why = whyNotTouch(group, me, op.userId, true);
      if (why !== "") return why;
      group.person(op.userId).standing = "out";
      return told(1);
    }
    case "ban": {
      const why = whyNotTouch(group, me, op.userId, false);
      if (why !== "") return why;
      if (group.banned.some((ban) => ban.id === op.userId)) return nothing;
      group.banned.push({ id: op.userId, by: id, at: now });
      group.requests = group.requests.filter((request) => request.id !== op.userId);
      group.invited = group.invited.filter((one) => one.id !== op.userId);
      if (group.person(op.userId).standing === "out") return nothing;
      group.person(op.userId).standing = "out";
      return told(1);
    }
    case "unban":
      if (!amChief) return "FORBIDDEN";
      group.banned = group.banned.filter((ban) => ban.id !== op.userId);
      return nothing;
    case "set-role": {
      const other = group.person(op.userId);
      if (me.standing !== "owner") return "FORBIDDEN";
      if (other.standing === "out") return "MEMBER_NOT_FOUND";
      if (other === me) return "OWNER_MUST_TRANSFER";
      if (other.standing === op.role) return nothing;
      other.standing = op.role;
      return told(1);
    }
    case "transfer": {
      const other = group.person(op.userId);
      if (me.standing !== "owner") return "FORBIDDEN";
      if (other.standing === "out") return "MEMBER_NOT_FOUND";
      if (other === me) return nothing;
      const unmuted = other.silencedUntil > now;
      other.silencedUntil = 0;
      other.standing = "owner";
      me.standing = "admin";
      return told(unmuted ? 3 : 2);
    }
    case "silence": {
      const why = whyNotTouch(group, me, op.userId, true);
      if (why !== "") return why;
      const other = group.person(op.userId);
      const until = op.silencedUntil === null || op.silencedUntil <= now ? 0 : op.silencedUntil;
      const isSo = until === 0 ? other.silencedUntil <= now : other.silencedUntil === until;
      if (isSo) return nothing;
      other.silencedUntil = until;
      return told(1);
    }
    case "silence-all":
      if (!amChief) return "FORBIDDEN";
      if (group.quiet === op.allSilenced) return nothing;
      group.quiet = op.allSilenced;
      return told(1);
    case "set-nickname": {
      const why = op.userId === id ? "" : whyNotTouch(group, me, op.userId, true);
      if (why !== "") return why;
      if (silence !== "") return silence;
      const other = group.person(op.userId);
      if (other.nickname === op.nickname) return nothing;
      other.nickname = op.nickname;
      return told(1);
    }
    case "edit-info": {
      if (!amChief && group.settings.mayEditInfo !== "members") return "FORBIDDEN";
      if (silence !== "") return silence;
      const after = { ...group.info, ...op.info };
      if (JSON.stringify(after) === JSON.stringify(group.info)) return nothing;
      group.info = after;
      return told(1);
    }
    case "edit-settings": {
      if (!amChief) return "FORBIDDEN";
      const password = op.passwordHash === undefined ? group.password : op.passwordHash;
      if (op.settings.joinPolicy === "password" && password === null) return "INVALID_REQUEST";
      group.password = password;
      const after = { ...group.settings, ...op.settings };
      if (JSON.stringify(after) === JSON.stringify(group.settings)) return nothing;
      if (after.historyVisible !== group.settings.historyVisible)
        group.pastFrom = after.historyVisible === true ? group.head + 1 : Infinity;
      group.settings = after;
      return told(1);
    }
    case "announce": {
      if (!amChief && group.settings.mayEditInfo !== "members") return "FORBIDDEN";
      if (silence !== "") return silence;
      const last = group.announcements.at(-1);
      if ((last === undefined && op.text === "") || last?.text === op.text) return nothing;
      group.announcements.push({ text: op.text, by: id, seq: group.head + 1, at: now });
      return told(1);
    }
    case "make-link": {
      if (!amChief && group.settings.mayInvite !== "members") return "FORBIDDEN";
      if (group.links.some((link) => link.id === op.linkId)) return nothing;
      const { linkId, token, expiresAt, maxUses } = op;
      if (expiresAt !== null && expiresAt <= now) return "INVALID_REQUEST";
      const mine = group.links.filter((link) => link.maker === id && group.worksStill(link, now));
      if (mine.length >= linksEach) return "TOO_MANY";
      group.links.push({ id: linkId, token, maker: id, expiresAt, maxUses, uses: 0 });
      return nothing;
    }
    case "revoke-link": {
      const link = group.links.find((one) => one.id === op.linkId && group.worksStill(one, now));
      if (link !== undefined && !amChief && link.maker !== id) return "FORBIDDEN";
      group.links = group.links.filter((one) => one !== link);
      return nothing;
    }
    case "dissolve":
      if (me.standing !== "owner") return "FORBIDDEN";
      return endNaively(group, told);
  }
}

function endNaively(group: NaiveGroup, told: Told): NaiveOutcome {
  group.over = true;
  for (const one of group.people) one.standing = "out";
  group.invited = [];
  [group.banned, group.links, group.requests, group.password, group.quiet] = [[], [], [], null, false];
  return told(1, []);
}

function whyNotTouch(group: NaiveGroup, me: NaivePerson, otherId: string, mustBeIn: boolean): string {
  const other = group.person(otherId);
  if (me.standing === "member" || me === other) return "FORBIDDEN";
  if (me.standing === "admin" && (other.standing === "owner" || other.standing === "admin")) return "FORBIDDEN";
  return mustBeIn && other.standing === "out" ? "MEMBER_NOT_FOUND" : "";
}

function join(
  group: NaiveGroup,
  me: NaivePerson,
  op: Extract<GroupOp, { kind: "join" }>,
  now: number,
  told: Told,
): NaiveOutcome {
  if (me.standing !== "out") return { seq: null, joined: [], requested: false };
  if (group.banned.some((ban) => ban.id === me.id)) return "BANNED";
  const way = group.settings.joinPolicy;
  if (way === "closed") return "JOIN_NOT_ALLOWED";
  if (op.linkToken !== undefined) {
    const link = group.links.find(({ token }) => token === op.linkToken);
    if (link === undefined || !group.worksStill(link, now)) return "LINK_NOT_VALID";
    const outcome = letIn(group, [me.id], told);
    if (typeof outcome !== "string") link.uses += 1;
    return outcome;
  }
  if (way === "free") return letIn(group, [me.id], told);
  if (way === "password" && op.passwordHash !== undefined)
    return op.passwordHash === group.password ? letIn(group, [me.id], told) : "WRONG_PASSWORD";
  if (way !== "approval") return "JOIN_NOT_ALLOWED";
  const waits = group.requests.some((request) => request.id === me.id);
  if (!waits) group.requests.push({ id: me.id, message: op.message ?? "", at: now });
  return { seq: null, joined: [], requested: true };
}

function letIn(group: NaiveGroup, ids: string[], told: Told): NaiveOutcome {
  if (ids.some((id) => group.banned.some((ban) => ban.id === id))) return "BANNED";
  if (group.inside.length + ids.length > group.room) return "GROUP_FULL";
  const joinedSeq = group.head + 1;
  for (const id of ids) {
    const one = group.person(id);
    Object.assign(one, { standing: "member", nickname: "", joinedSeq });
    for (let seq = group.pastFrom; seq < joinedSeq; seq++) one.saw[seq] = true;
    group.requests = group.requests.filter((request) => request.id !== id);
    group.invited = group.invited.filter((invitation) => invitation.id !== id);
    group.stayedOut = group.stayedOut.filter((stayed) => stayed.id !== id);
  }
  return told(1, ids);
}

function answerInvitation(group: NaiveGroup, me: NaivePerson, accept: boolean, now: number, told: Told): NaiveOutcome {
  const nothing = { seq: null, joined: [], requested: false };
  if (me.standing !== "out") return nothing;
  const declined = group.lastStayedOut(me.id, now)?.declined === true;
  const isInvited = group.invitation(me.id, now) !== undefined && !declined;
  if (accept) return isInvited ? letIn(group, [me.id], told) : "NOT_FOUND";
  if (isInvited) group.stayedOut.push({ id: me.id, at: now, declined: true });
  return nothing;
}
