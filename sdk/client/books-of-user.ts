// The books of whoever is signed in, as an app holds them: for as long as it has the client, whoever comes and goes.
import type { Starred } from "../inbox/starred.ts";
import type { Files } from "../files/file-types.ts";
import type { Blocks } from "../http/blocks.ts";
import type { EmailAddress } from "../http/email-address.ts";
import type { OwnProfile } from "../http/own-profile.ts";
import type { Notifications } from "../http/notifications.ts";
import type { Friends } from "../friends/friend-book.ts";
import type { Drafts } from "../outbox/drafts.ts";
import type { DeviceSession } from "./device-session.ts";
import type { PresenceOf } from "../presence/presence-book.ts";
import type { People } from "./people.ts";

export const peopleOf = (device: DeviceSession): People => ({
  get: (userId) => device.userOrNone?.people.get(userId) ?? null,
  known: (userId) => device.userOrNone?.people.known(userId) ?? null,
  all: () => device.userOrNone?.people.all() ?? [],
});

export const draftsOf = (device: DeviceSession): Drafts => ({
  get: (id) => device.userOrNone?.drafts.get(id) ?? "",
  parts: (id) => device.userOrNone?.drafts.parts(id) ?? {},
  set: (id, text, parts) => device.userOrNone?.drafts.set(id, text, parts),
});

export const presenceOf = (device: DeviceSession): PresenceOf => ({
  get: (userId) => device.userOrNone?.presence.get(userId) ?? null,
  see: async (userIds, options) => device.user.calls.presence(userIds, options),
  setFront: (front) => device.userOrNone?.live.setFront(front),
});

export const starredOf = (device: DeviceSession): Starred => ({
  load: async () => device.user.starred.load(),
  all: () => device.userOrNone?.starred.all() ?? [],
  has: (id, seq) => device.userOrNone?.starred.has(id, seq) ?? false,
  set: async (id, seq, active) => device.user.starred.set(id, seq, active),
});

export const filesOf = (device: DeviceSession): Files => ({
  get maxBytes() {
    return device.userOrNone?.live.lastTold.of("file-limit").maxBytes ?? null;
  },
  upload: (file, options = {}) => device.user.files.upload(file, options),
  outgoing: async (id) => device.user.files.kept.open(device.user.id, id),
  address: async (id, place, options = {}) =>
    device.baseUrl + (await (await device.user.files.work()).address(id, place, options)),
  download: async (id, place, options = {}) => (await device.user.files.work()).download(id, place, options),
  open: async (id, place, options = {}) => (await device.user.files.work()).open(id, place, options),
  list: async (id, options) => (await device.user.files.work()).list(id, options),
});

const loadCalls = () => import("../http/rare-calls.ts");

export const ownProfileOf = (device: DeviceSession): OwnProfile =>
  whenUsed(async () => new (await loadCalls()).OwnProfileCalls(() => device.user));

export const blocksOf = (device: DeviceSession): Blocks =>
  whenUsed(async () => new (await loadCalls()).BlockCalls(() => device.api));

export const notificationsOf = (device: DeviceSession): Notifications =>
  whenUsed(async () => new (await loadCalls()).NotificationCalls(() => device.user.api));

export const emailOf = (device: DeviceSession): EmailAddress =>
  whenUsed(async () => new (await loadCalls()).EmailCalls(() => device.user.api, device.http));

/** Calls that are loaded with the first that is made. Each answers with a promise, so that nobody can tell. */
const whenUsed = <Calls extends object>(load: () => Promise<Calls>): Calls =>
  new Proxy({} as Calls, {
    get: (_none, name) =>
      // What is awaited is asked for it.
      name !== "then" &&
      (async (...said: unknown[]) => {
        const calls = await load();
        return (Reflect.get(calls, name) as (...of: unknown[]) => unknown).apply(calls, said);
      }),
  });

export const friendsOf = (device: DeviceSession): Friends => ({
  all: () => device.userOrNone?.friends.all() ?? [],
  requests: () => device.userOrNone?.friends.requests() ?? [],
  blocked: () => device.userOrNone?.friends.blocked() ?? [],
  of: (userId) => device.userOrNone?.friends.of(userId) ?? null,
  request: async (...of) => device.user.friends.request(...of),
  accept: async (...of) => device.user.friends.accept(...of),
  reject: async (...of) => device.user.friends.reject(...of),
  cancel: async (...of) => device.user.friends.cancel(...of),
  remove: async (...of) => device.user.friends.remove(...of),
  edit: async (...of) => device.user.friends.edit(...of),
});
