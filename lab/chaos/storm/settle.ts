// After the storm: only sound connections and no new messages, until everything is answered, every device is caught up,
// and a socket has been renewed.
import { setTimeout as sleep } from "node:timers/promises";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Network } from "../network/network.ts";
import { shownLine } from "../check/devices.ts";
import { pendingOf, type World } from "../world.ts";
import { burnsAfterMs } from "./talk.ts";

export interface Sea {
  readonly world: World;
  readonly network: Network;
  readonly recorder: Recorder;
  readonly progress: (step: string) => void;
}

/** Reads a user's inbox from the server, and how many of their scheduled messages wait or are being sent. */
export type InboxReader = (
  userId: string,
) => Promise<{ readonly inbox: readonly ConversationEntry[]; readonly waiting: number }>;

const lookEveryMs = 250;
/**
 * How many looks in a row must find all devices caught up. Frames on the way when a device is stopped may still be
 * carried out, which takes less time than this.
 */
const caughtUpLooks = 2;
/** Gives up if nothing changes for this long: a busy machine is slow, but makes progress. */
const stillnessMs = 20_000;

/** What was read last burns, and its alarm may come a moment late. */
const burningMs = Math.max(...burnsAfterMs) + 1_000;

/** Stops all devices at the end. */
export async function settle(sea: Sea, inboxOf: InboxReader): Promise<void> {
  const { devices } = sea.world;
  for (const device of devices) device.calm();
  sea.network.heal();
  await untilCaughtUp(sea, inboxOf);
  await sleep(burningMs);
  await untilCaughtUp(sea, inboxOf);
  for (const device of devices) device.stop();
}

async function untilCaughtUp({ world, recorder, progress }: Sea, inboxOf: InboxReader): Promise<void> {
  const { devices } = world;
  let [looks, reached, movedAt] = [0, "", performance.now()];
  while (looks < caughtUpLooks) {
    for (const device of devices) device.hurry();
    await sleep(lookEveryMs);
    const before = recorder.moves;
    const isCaughtUp = recorder.isQuiet && (await areCaughtUp(world, inboxOf));
    // In a short storm perhaps no socket lived as long as its token. One that is left alone does within seconds.
    const isDone = isCaughtUp && recorder.renewals > 0;
    looks = isDone && recorder.isQuiet && recorder.moves === before ? looks + 1 : 0;
    const reaches = `${recorder.acked} ${recorder.changed} ${totalOfCursors(world)}`;
    if (reaches !== reached) [reached, movedAt] = [reaches, performance.now()];
    if (performance.now() - movedAt < stillnessMs) continue;
    const left = `${pendingOf(devices)} messages and changes pending, ${recorder.renewals} sockets renewed`;
    progress(`nothing moved for ${stillnessMs / 1_000} s, not caught up or not renewed: ${left}`);
    break;
  }
}

const totalOfCursors = ({ devices }: World): number =>
  devices.reduce(
    (sum, device) =>
      device
        .state()
        .cursors.values()
        .reduce((to, cursor) => to + cursor, sum),
    0,
  );

/** Whether all devices have everything and show the same list as the server. */
async function areCaughtUp({ people, devices }: World, inboxOf: InboxReader): Promise<boolean> {
  for (const { userId } of people) {
    const read = await inboxOf(userId).catch(nothingIfRefused);
    if (read === null || read.waiting > 0) return false;
    const { inbox } = read;
    for (const device of devices.filter((one) => one.userId === userId)) {
      const { cursors, listed } = device.state();
      for (const entry of inbox) {
        if ((cursors.get(entry.id) ?? 0) < entry.headSeq) return false;
        if (listed !== null && shownLine(listed.get(entry.id)) !== shownLine(entry)) return false;
      }
    }
  }
  return true;
}

function nothingIfRefused(error: unknown): null {
  if (error instanceof KlatchError) return null;
  throw error;
}
