// What the client does with a real server, on every platform it is for.
import { contentText, KlatchClient, KlatchError, type ConversationId, type KlatchStore } from "@klatch/sdk";
import { same, type ContractCase } from "./contract-case.ts";

export interface ClientWorld {
  readonly url: string;
  /** The same place each time: as after a reload. */
  open(): KlatchStore;
}

const password = "correct horse";
let people = 0;

async function register({ url }: ClientWorld, store?: KlatchStore): Promise<KlatchClient> {
  const client = new KlatchClient(store === undefined ? { url } : { url, store });
  await client.register({ username: `c${Date.now().toString(36)}_${++people}`, password });
  return client;
}

/** Two people in a conversation; the first keeps everything in the world's store. */
async function pair(world: ClientWorld): Promise<{ ada: KlatchClient; bob: KlatchClient; id: ConversationId }> {
  const [ada, bob] = await Promise.all([register(world, world.open()), register(world)]);
  const { id } = await ada.openDirect({ username: bob.session?.user.username ?? "" });
  await Promise.all([ada.connect(), bob.connect()]);
  return { ada, bob, id };
}

/** The texts of the next messages that the client hears, as many as that. */
function nextTexts(client: KlatchClient, count: number): Promise<string[]> {
  const texts: string[] = [];
  return new Promise((resolve) => {
    const off = client.on("message", ({ content }) => {
      if (texts.push(contentText(content)) < count) return;
      off();
      resolve(texts);
    });
  });
}

export const clientCases: readonly ContractCase<ClientWorld>[] = [
  {
    name: "[SDK-8] [SDK-11] [SDK-13] what is written is acked, and heard in order by the other",
    async run(world) {
      const { ada, bob, id } = await pair(world);
      const written = Array.from({ length: 20 }, (_, i) => `message ${i}`);
      const heard = nextTexts(bob, written.length);
      const acks = await Promise.all(written.map((text) => ada.send(id, text).acked));
      same(
        acks.map(({ seq }) => seq - (acks[0]?.seq ?? 0)),
        written.map((_, i) => i),
      );
      same(await heard, written);
      ada.close();
      bob.close();
    },
  },
  {
    name: "[SDK-31] what was written before a restart goes out after it, under its id",
    async run(world) {
      const { ada, bob, id } = await pair(world);
      ada.close();
      const offline = new KlatchClient({ url: world.url, store: world.open() });
      await offline.restore();
      const { clientMsgId } = offline.send(id, "written offline");
      await offline.stored();
      offline.close();

      const heard = nextTexts(bob, 1);
      const again = new KlatchClient({ url: world.url, store: world.open() });
      await again.start();
      same(
        again.outgoing(id).map((message) => message.clientMsgId),
        [clientMsgId],
      );
      await again.outgoing(id)[0]?.acked;
      same(await heard, ["written offline"]);
      again.close();
      bob.close();
    },
  },
  {
    name: "[SDK-33] [SDK-35] inbox and timeline are there before any network",
    async run(world) {
      const { ada, bob, id } = await pair(world);
      const heard = nextTexts(ada, 1);
      await bob.send(id, "kept").acked;
      await heard;
      await ada.stored();
      ada.close();
      bob.close();

      const offline = new KlatchClient({
        url: world.url,
        store: world.open(),
        runtime: { fetch: () => Promise.reject(new TypeError("offline")) },
      });
      await offline.restore();
      same(
        offline.conversations().map((entry) => entry.id),
        [id],
      );
      const timeline = offline.timeline(id);
      await timeline.opened;
      same(
        timeline.events.map((event) => (event.type === "new-message" ? contentText(event.content) : event.type)),
        ["kept"],
      );
      timeline.close();
      offline.close();
    },
  },
  {
    name: "[SDK-16] a refusal has the server's code, and an aborted call the reason of its signal",
    async run(world) {
      const client = await register(world);
      const refusal = await client.userByUsername("nobody_of_that_name").catch((error: unknown) => error);
      same(refusal instanceof KlatchError ? refusal.code : null, "USER_NOT_FOUND");
      const reason = new Error("enough");
      const aborted = await client.devices({ signal: AbortSignal.abort(reason) }).catch((error: unknown) => error);
      same(aborted === reason, true);
      client.close();
    },
  },
];
