// The walks: one send by each way into the server, and the log's way into history.
import { Device } from "../bench/cost/device.ts";
import { aftermathMs, settled } from "../bench/cost/scenarios.ts";
import { uuidV7 } from "../bench/load/frames.ts";
import { makeGroup, makePair, makePerson, sendText } from "../kit/people.ts";
import type { WalkedServer } from "./walked-server.ts";

/** Sends before the recorded one: work that only a first send does is not part of the way. */
const warmUps = 3;
/** Longer than an event waits until it is written to D1; shorter than a day, after which much other work is due. */
const projectedMs = 20 * 60_000;
/** Events of one block in R2. */
const block = 1_024;

/** @returns product files by walk */
export async function walks(server: WalkedServer): Promise<Readonly<Record<string, readonly string[]>>> {
  const { url, lab } = server;
  const { sender, receiver, conversationId } = await settled(lab, makePair(url));
  const from = await Device.connect(url, sender);
  const to = await Device.connect(url, receiver);
  const say = async (id = conversationId): Promise<void> => to.hears(await from.say(id, uuidV7(lab.now())));
  const post = async (): Promise<void> => to.hears(await sendText(url, sender, conversationId, uuidV7(lab.now())));
  for (let times = 0; times < warmUps; times++) {
    await say();
    await post();
  }
  const overSocket = await server.filesOf(say);
  const overHttp = await server.filesOf(post);
  for (let seq = 0; seq <= block; seq++) await say();
  const toHistory = await server.filesOf(() => lab.pass(projectedMs, []));
  const toArchive = await server.filesOf(() => lab.pass(aftermathMs, []));

  const third = await settled(lab, makePerson(url));
  const group = await makeGroup(url, [sender, receiver, third]);
  for (let times = 0; times < warmUps; times++) await say(group.conversationId);
  const toGroup = await server.filesOf(() => say(group.conversationId));
  for (const device of [from, to]) device.leave();
  return {
    "A send over HTTP, from workers/http to the sockets": overHttp,
    "A send over a socket": overSocket,
    "A send to a group over a socket": toGroup,
    "From the log to history (D1)": toHistory,
    "From history to the archive (R2)": toArchive,
  };
}
