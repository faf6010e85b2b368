// The conversation in the screenshots: a few people and their messages.
import { KlatchClient } from "../../sdk/entry.ts";

export const demoPassword = "correct horse";

const names = {
  ada: "Ada Lovelace",
  bob: "Bob Okafor",
  mei: "王小美",
  zoe: "Zoë Kravchenko",
  tom: "Tom Berg",
} as const;
type Person = keyof typeof names;

const withBob: readonly (readonly [Person, string])[] = [
  ["bob", "Morning! Did the deploy go through?"],
  ["ada", "Yes, at 8:40. This is the change that did it:"],
  ["ada", "```ts\n// One number per conversation, without gaps.\nconst seq = state.headSeq + 1;\n```"],
  ["bob", "So `headSeq` is no longer read from storage each time?"],
  ["ada", "It is kept in memory, and written **with the event** in one transaction."],
  ["bob", "Makes sense. Lunch at one?"],
  ["ada", "Gladly 🍜"],
];

const inGroup: readonly (readonly [Person, string])[] = [
  ["ada", "Welcome all. This is where the launch is planned."],
  ["mei", "大家好，我负责界面设计。"],
  ["zoe", "Before Friday:\n- the landing page\n- ~~final pricing~~ done\n- pictures at three widths"],
  ["tom", "I take the pictures."],
];

/** Fills the server; sign in as `ada` to see it. */
export async function demoTalk(url: string): Promise<void> {
  const people = new Map<Person, { client: KlatchClient; id: Parameters<KlatchClient["people"]["get"]>[0] }>();
  for (const [username, displayName] of Object.entries(names)) {
    const client = new KlatchClient({ url });
    const { user } = await client.register({ username, password: demoPassword, displayName });
    await client.connect();
    people.set(username as Person, { client, id: user.id });
  }
  const person = (name: Person) => {
    const found = people.get(name);
    if (found === undefined) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const direct = async (name: Person) => {
    await person(name).client.openDirect({ userId: person("ada").id });
    return person("ada").client.openDirect({ userId: person(name).id });
  };
  const [bob, mei, tom] = [await direct("bob"), await direct("mei"), await direct("tom")];
  const group = await person("ada").client.groups.create({
    name: "Launch team",
    memberIds: [person("bob").id, person("mei").id, person("zoe").id, person("tom").id],
  });
  await person("tom").client.send(tom.id, "🎉").acked;
  await person("mei").client.send(mei.id, "明天的设计评审改到下午三点。").acked;
  for (const [name, text] of inGroup) await person(name).client.send(group.id, text).acked;
  for (const [name, text] of withBob) await person(name).client.send(bob.id, text).acked;
  for (const { client } of people.values()) client.close();
}
