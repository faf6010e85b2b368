// What people do while a deploy is under way, and what they see of it: the same, whichever code answers.
import {
  contentText,
  KlatchClient,
  KlatchError,
  type ConversationId,
  type KlatchEvents,
  type Runtime,
} from "@klatch/sdk";
import { ApiClient } from "../kit/api-client.ts";

export interface MixedStory {
  readonly url: string;
  /** Of this telling, so that names differ: letters and digits. */
  readonly run: string;
  /** Called before each part: here the next code may be deployed. */
  readonly before: (part: string) => Promise<void>;
}

const password = "correct horse";
const changed = "battery staple";

class Person {
  readonly client: KlatchClient;
  /** Messages by conversation, as they came. */
  readonly heard: string[] = [];
  readonly faults: string[];

  constructor(url: string, faults: string[]) {
    this.faults = faults;
    this.client = new KlatchClient({ url, runtime: watched(faults) });
    this.client.on("message", ({ seq, content }) => this.heard.push(`${seq} ${contentText(content)}`));
    this.client.on("error", ({ code }) => faults.push(`error ${code}`));
  }

  get id() {
    const { session } = this.client;
    if (session === null) throw new Error("nobody is signed in");
    return session.user.id;
  }

  /** When this holds; it is asked at every event. */
  until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const offs: (() => void)[] = [];
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        for (const off of offs) off();
        resolve();
      };
      const timer = setTimeout(
        () => reject(new Error(`did not come: ${what}; heard ${this.heard.join(", ")}`)),
        15_000,
      );
      const names = ["message", "event", "conversation", "receipt", "member-changed", "connection"] as const;
      for (const name of names) offs.push(this.client.on(name, () => queueMicrotask(look)));
      look();
    });
  }

  hears(text: string): Promise<void> {
    return this.until(text, () => this.heard.some((line) => line.endsWith(` ${text}`)));
  }

  async says(conversationId: ConversationId, ...texts: readonly string[]): Promise<void> {
    await Promise.all(texts.map((text) => this.client.send(conversationId, text).acked));
  }
}

/** Notes every answer that a person would see as a failure of the server. */
const watched = (faults: string[]): Partial<Runtime> => ({
  fetch: async (url, init) => {
    const response = await fetch(url, init);
    if (response.status >= 500) faults.push(`${init.method} ${new URL(url).pathname}: ${response.status}`);
    return response;
  },
});

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof KlatchError ? thrown.code : String(thrown)),
  );

const next = <Name extends keyof KlatchEvents>(
  client: KlatchClient,
  name: Name,
  isIt: (event: KlatchEvents[Name]) => boolean,
): Promise<void> =>
  new Promise((resolve) => {
    const off = client.on(name, (event) => {
      if (!isIt(event)) return;
      off();
      resolve();
    });
  });

/** @returns what was observed, without ids and times; `faults` is empty unless the server failed */
export async function tellMixedStory({ url, run, before }: MixedStory): Promise<object> {
  const faults: string[] = [];
  const refusals: Record<string, string> = {};
  const name = (who: string): string => `${who}_${run}`;
  const [ada, bob, cem, dan] = Array.from({ length: 4 }, () => new Person(url, faults)) as [
    Person,
    Person,
    Person,
    Person,
  ];
  const api = new ApiClient(url);

  await before("accounts");
  for (const [who, person] of Object.entries({ ada, bob, cem, dan }))
    await person.client.register({ username: name(who), password });
  await Promise.all([ada, bob].map(({ client }) => client.connect()));
  refusals["wrong password"] = await codeOf(
    new KlatchClient({ url }).login({ username: name("ada"), password: "wrong horse" }),
  );

  await before("direct messages");
  const talk = await ada.client.openDirect({ username: name("bob") });
  await ada.says(talk.id, "one", "two", "three");
  await bob.hears("three");
  await before("answers");
  await bob.says(talk.id, "four");
  await ada.hears("four");
  bob.client.setTyping(talk.id, true);
  const receipt = next(bob.client, "receipt", ({ userId, seq }) => userId === ada.id && seq === 4);
  await ada.client.markRead(talk.id, 4);
  await receipt;

  await before("HTTP");
  const { accessToken, refreshToken } = await api.login({ username: name("bob"), password });
  await api.sendText(accessToken, talk.id, `http-${run}`, "five");
  await Promise.all([ada.hears("five"), bob.hears("five")]);
  const { accessToken: next5 } = await api.refresh(refreshToken);
  // The repeat of a send whose answer was lost.
  await api.sendText(next5, talk.id, `http-${run}`, "five");

  await before("a group");
  const group = await ada.client.groups.create({ name: "Tea", memberIds: [] }, { idempotencyKey: `key-${run}` });
  const again = await ada.client.groups.create({ name: "Tea", memberIds: [] }, { idempotencyKey: `key-${run}` });
  await ada.client.groups.addMembers(group.id, [bob.id]);
  await bob.until("the group", () => bob.client.conversations().some(({ id }) => id === group.id));
  await before("talk in the group");
  await ada.says(group.id, "g1", "g2");
  await bob.hears("g2");
  const { token } = await ada.client.groups.makeLink(group.id);
  await cem.client.connect();
  await cem.client.groups.joinByLink(token);
  await cem.says(group.id, "g3");
  await Promise.all([ada.hears("g3"), bob.hears("g3")]);

  await before("passwords of the group");
  await ada.client.groups.edit(group.id, { settings: { joinPolicy: "password" }, password: "open sesame" });
  await dan.client.connect();
  refusals["group password"] = await codeOf(dan.client.groups.join(group.id, { password: "close sesame" }));
  await dan.client.groups.join(group.id, { password: "open sesame" });
  await dan.says(group.id, "g4");
  await Promise.all([ada, bob, cem].map((person) => person.hears("g4")));

  await before("moderation");
  await ada.client.groups.silence(group.id, bob.id, Date.now() + 60_000);
  const silenced = bob.client.send(group.id, "no");
  refusals["silenced"] = await codeOf(silenced.acked);
  silenced.discard();
  await ada.client.groups.silence(group.id, bob.id, null);
  await ada.client.groups.removeMember(group.id, dan.id);
  refusals["removed"] = await codeOf(dan.client.groups.members(group.id));
  await ada.client.groups.ban(group.id, dan.id);
  refusals["banned"] = await codeOf(dan.client.groups.join(group.id, { password: "open sesame" }));
  await ada.client.groups.announce(group.id, "Milk is here");
  await cem.client.groups.leave(group.id);

  await before("absence");
  bob.client.close();
  await ada.says(talk.id, "six", "seven");
  await before("return");
  await bob.client.connect();
  await bob.hears("seven");
  await bob.client.markRead(talk.id, (await bob.client.history(talk.id)).events.at(-1)?.seq ?? 0);

  await before("sign-ins");
  await ada.client.refresh();
  await ada.client.changePassword({ current: password, next: changed });
  refusals["old password"] = await codeOf(new KlatchClient({ url }).login({ username: name("ada"), password }));
  const second = new KlatchClient({ url, runtime: watched(faults) });
  await second.login({ username: name("ada"), password: changed });
  const deviceId = second.session?.deviceId;
  if (deviceId === undefined) throw new Error("nobody is signed in");
  await ada.client.signOutDevice(deviceId);
  refusals["signed out"] = await codeOf(second.devices());

  await before("the end");
  const read = await api.login({ username: name("ada"), password: changed });
  const observed = {
    faults,
    refusals,
    madeOnce: again.id === group.id,
    heard: Object.fromEntries(
      Object.entries({ ada, bob, cem, dan }).map(([who, { heard }]) => [who, heard.toSorted()]),
    ),
    talk: await logOf(api, read.accessToken, talk.id),
    group: await logOf(api, read.accessToken, group.id),
    members: (await ada.client.groups.members(group.id)).items.map(({ role }) => role).toSorted(),
    inboxes: await Promise.all(
      [ada, bob, cem, dan].map(async ({ client }) =>
        (await client.listInbox()).items
          .map(({ kind, headSeq, unread, left }) => `${kind} ${headSeq} ${unread}${left === true ? " left" : ""}`)
          .toSorted(),
      ),
    ),
    devices: (await bob.client.devices()).length,
  };
  for (const { client } of [ada, bob, cem, dan]) await client.logout();
  return observed;
}

const logOf = async (api: ApiClient, token: string, id: ConversationId): Promise<readonly string[]> =>
  (await api.loadLog(token, id)).map((event) =>
    event.type === "new-message" ? `${event.seq} ${contentText(event.content)}` : `${event.seq} ${event.type}`,
  );
