// A program of somebody who installed the SDK of then. It is kept with that SDK, and prints what it saw as JSON.
import { asUserId, clientMsgIdFor, contentText, KlatchClient, KlatchError, memoryStore } from "@klatch/sdk";
import { afterGroupEvent, holdGroup } from "@klatch/sdk/groups";
import { fileStore } from "@klatch/sdk/node";

const [url, dir, run] = process.argv.slice(2);
const password = "correct horse";
const name = (person) => `${person}_${run}`;

const until = async (isTrue) => {
  for (let tries = 0; !isTrue(); tries++) {
    if (tries > 3_000) throw new Error(`never: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const [ada, bob] = [
  new KlatchClient({ url, store: fileStore(`${dir}/ada`) }),
  new KlatchClient({ url, store: memoryStore() }),
];
const texts = [];
const events = [];
bob.on("message", ({ content }) => texts.push(contentText(content)));
bob.on("event", (event) => events.push(event));
for (const [client, person] of [
  [ada, "ada"],
  [bob, "bob"],
]) {
  await client.register({ username: name(person), password });
  await client.connect();
}
const talk = await ada.openDirect({ username: name("bob") });
for (const text of ["one", "two", "three"]) await ada.send(talk.id, text).acked;
await until(() => texts.length === 3);
await bob.markRead(talk.id, 3);
const typed = new Promise((resolve) => bob.on("typing", resolve));
ada.setTyping(talk.id, true);
await typed;
await until(() => ada.receipts(talk.id).get(bob.session.user.id) === 3);

const group = await ada.groups.create({ name: "Tea", memberIds: [bob.session.user.id] });
await until(() => bob.conversations().some(({ id }) => id === group.id));
await ada.groups.edit(group.id, { name: "Tea at three" });
await ada.groups.silence(group.id, bob.session.user.id, Date.now() + 60_000);
const silenced = bob.send(group.id, "?");
const refusal = await silenced.acked.catch((error) => (error instanceof KlatchError ? error.code : String(error)));
silenced.discard();
await ada.groups.silence(group.id, bob.session.user.id, null);
await until(() => events.some(({ type, change }) => type === "member-changed" && change?.silencedUntil === null));
await bob.send(group.id, "Gladly").acked;
const members = await ada.groups.members(group.id);
const link = await ada.groups.makeLink(group.id);
const profile = await bob.groups.openLink(link.token);
const held = holdGroup((await ada.groups.get(group.id)).group, members.items, []);
const names = await ada.usersById(members.items.map(({ userId }) => userId));
await ada.groups.announce(group.id, "Milk is here");
await until(() => events.some(({ change }) => change?.kind === "announcement"));
const announced = events.filter(({ type }) => type === "group-changed").at(-1);
const after = afterGroupEvent(held, announced);
await ada.groups.removeMember(group.id, bob.session.user.id);
await until(() => bob.conversations().find(({ id }) => id === group.id)?.left === true);

// A restart, with what was written meanwhile.
await ada.stored();
ada.close();
await bob.send(talk.id, "while you were away").acked;
const again = new KlatchClient({ url, store: fileStore(`${dir}/ada`) });
const caught = [];
again.on("message", ({ seq, content }) => caught.push(`${seq} ${contentText(content)}`));
await again.restore();
await again.connect();
await until(() => caught.length === 1);
const timeline = again.timeline(talk.id);
await timeline.opened;
const observed = {
  texts: [...texts],
  refusal,
  profile: profile.name,
  members: members.items.length,
  names: names.map(({ username }) => username).toSorted(),
  announcement: after?.group.announcement?.text ?? null,
  caught,
  timeline: timeline.items.map(({ event }) => event.seq),
  unread: again.conversations().find(({ id }) => id === talk.id)?.unread,
  devices: (await again.devices()).length,
  wrong: await again.history(talk.id, { before: 1, after: 1 }).catch(({ code, pointer }) => [code, pointer]),
};

// A bot that comes to a conversation after it began, and answers once, whatever is repeated.
const bot = new KlatchClient({ url, newConversations: "start" });
await bot.register({ username: name("bot"), password });
const seen = [];
bot.on("message", (message) => {
  seen.push(message.seq);
  const clientMsgId = clientMsgIdFor(message);
  if (message.senderId !== bot.session.user.id)
    for (let times = 0; times < 2; times++)
      bot.send(message.conversationId, "yes", { clientMsgId }).acked.catch(() => {});
});
const asked = await bob.openDirect({ userId: asUserId(bot.session.user.id) });
for (const text of ["one?", "two?"]) await bob.send(asked.id, text).acked;
await bot.connect();
await until(() => seen.includes(4));
observed.bot = [seen.toSorted((a, b) => a - b), (await bob.history(asked.id)).events.map(({ content }) => contentText(content))];
const idempotencyKey = `key-${run}`;
const made = [];
for (let times = 0; times < 2; times++)
  made.push((await bob.groups.create({ name: "Once", memberIds: [] }, { idempotencyKey })).id);
observed.onceMade = new Set(made).size;
bot.close();
await again.logout();
bob.close();
process.stdout.write(JSON.stringify(observed));
