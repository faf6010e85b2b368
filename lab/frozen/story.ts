// What a client does, and what it sees of it: told to a real server when a transcript is recorded, and to the transcript
// ever after. It uses the SDK of today.
import { contentText, KlatchClient, type KlatchClientOptions, type KlatchEvents } from "@klatch/sdk";

export interface Around {
  readonly client: Pick<KlatchClientOptions, "url" | "runtime">;
  /** Makes others act, or the wire break; resolves when it is done. */
  readonly act: (name: "bob joins" | "bob writes" | "bob reads" | "wire breaks" | "bob writes on") => Promise<void>;
  readonly ada: string;
  readonly bob: string;
}

function next<Name extends keyof KlatchEvents>(
  client: KlatchClient,
  name: Name,
  isIt: (event: KlatchEvents[Name]) => boolean,
): Promise<KlatchEvents[Name]> {
  return new Promise((resolve) => {
    const off = client.on(name, (event) => {
      if (!isIt(event)) return;
      off();
      resolve(event);
    });
  });
}

/** @returns what was observed, without ids and times */
export async function tellStory({ client: options, act, ada, bob }: Around): Promise<object> {
  const client = new KlatchClient(options);
  const heard: string[] = [];
  client.on("event", (event) => {
    const text = event.type === "new-message" ? ` ${contentText(event.content)}` : "";
    heard.push(`${event.seq} ${event.type}${text}`);
  });
  client.on("error", ({ code }) => heard.push(`error ${code}`));
  await client.register({ username: ada, password: "correct horse" });
  await client.connect();

  const talk = await client.openDirect({ username: bob });
  const first = client.send(talk.id, "Hello");
  await first.acked;
  await act("bob joins");
  const third = next(client, "message", ({ seq, conversationId }) => conversationId === talk.id && seq === 3);
  await act("bob writes");
  await third;
  client.setTyping(talk.id, true);
  await client.markRead(talk.id, 3);
  const receipt = next(client, "receipt", ({ userId, seq }) => userId !== client.session?.user.id && seq === 3);
  await act("bob reads");
  await receipt;

  const group = await client.groups.create({ name: "Tea", memberIds: [] });
  const joined = next(client, "member-changed", ({ change }) => change.kind === "joined");
  const { id: bobId } = await client.userByUsername(bob);
  await client.groups.addMembers(group.id, [bobId]);
  await joined;
  await client.groups.edit(group.id, { description: "At three" });
  const { items: members } = await client.groups.members(group.id);
  const link = await client.groups.makeLink(group.id);

  const back = next(client, "connection", ({ state }) => state === "waiting");
  await act("wire breaks");
  await back;
  const fourth = next(client, "message", ({ seq, conversationId }) => conversationId === talk.id && seq === 4);
  await act("bob writes on");
  client.probe();
  await fourth;

  const page = await client.history(talk.id, { limit: 10 });
  const timeline = client.timeline(talk.id);
  await timeline.opened;
  const observed = {
    heard: heard.toSorted(),
    conversations: client.conversations().map(({ kind, headSeq, cursorSeq, unread, preview }) => ({
      kind,
      headSeq,
      cursorSeq,
      unread,
      preview: preview?.text ?? null,
    })),
    history: page.events.map(({ seq, type }) => `${seq} ${type}`),
    timeline: timeline.items.map(({ kind }) => kind),
    members: members.map(({ role }) => role).toSorted(),
    hasLink: link.token.length > 0,
    knowsBob: client.people.get(bobId)?.username === bob,
    devices: (await client.devices()).length,
  };
  timeline.close();
  await client.logout();
  return observed;
}
