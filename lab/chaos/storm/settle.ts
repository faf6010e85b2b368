// After the storm: only sound connections and no new messages, until everything is answered, every device is caught up,
// and a socket has been renewed.
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { MyInvitation } from "../../../schema/protocol/invitations.ts";
import type { Person } from "../../../schema/protocol/people.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import { KlatchError } from "../../../sdk/client/klatch-error.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Network } from "../network/network.ts";
import { shownLine } from "../check/devices.ts";
import { patiently } from "../../kit/patiently.ts";
import { arePeopleShown } from "../people/shown.ts";
import { sayLastWord, tellRest, whenSignedIn } from "../pushes/last-word.ts";
import { untilRepaired } from "./repair.ts";
import { pendingOf, type World } from "../world.ts";
import { burnsAfterMs } from "./talk.ts";

export interface Sea {
  readonly world: World;
  readonly network: Network;
  readonly recorder: Recorder;
  readonly progress: (step: string) => void;
}

/** What the server lists of a user: their inbox, how many scheduled messages wait or are being sent, and their people. */
export interface Listed {
  readonly inbox: readonly ConversationEntry[];
  readonly waiting: number;
  readonly people: readonly Person[];
  readonly invitations: readonly MyInvitation[];
}

export type ListReader = (userId: UserId) => Promise<Listed>;

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
export async function settle(sea: Sea, listsOf: ListReader): Promise<void> {
  const { devices } = sea.world;
  for (const device of devices) device.calm();
  sea.network.heal();
  await untilCaughtUp(sea, listsOf);
  await sleep(burningMs);
  const userIds = sea.world.people.map(({ userId }) => userId);
  await untilRepaired(sea.recorder.history.records, userIds, (userId) =>
    patiently(async () => (await listsOf(userId)).people),
  );
  await tellAway(sea, listsOf);
  await untilCaughtUp(sea, listsOf);
  for (const device of devices) device.stop();
}

/** Whoever is away is told the rest, and once more, of what nothing comes after. */
async function tellAway({ world, recorder, progress }: Sea, listsOf: ListReader): Promise<void> {
  for (const away of world.away) {
    away.calm();
    const { inbox } = await whenSignedIn(() => listsOf(away.person.userId));
    if (!(await tellRest(away, inbox, recorder.history.records)))
      progress(`${away.person.username} was not told everything`);
    if (!(await sayLastWord(away, world, recorder))) progress(`${away.person.username} was not told the last word`);
  }
}

async function untilCaughtUp({ world, recorder, progress }: Sea, listsOf: ListReader): Promise<void> {
  const { devices } = world;
  let [looks, reached, movedAt] = [0, "", performance.now()];
  while (looks < caughtUpLooks) {
    for (const device of devices) device.hurry();
    await sleep(lookEveryMs);
    const before = recorder.moves;
    const isCaughtUp = recorder.isQuiet && (await areCaughtUp(world, listsOf));
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
async function areCaughtUp({ people, devices }: World, listsOf: ListReader): Promise<boolean> {
  for (const { userId } of people) {
    const read = await listsOf(userId).catch(nothingIfRefused);
    if (read === null || read.waiting > 0) return false;
    const { inbox } = read;
    for (const device of devices.filter((one) => one.userId === userId)) {
      const { cursors, listed, people: shown, invitations } = device.state();
      if (listed !== null && !isDeepStrictEqual(invitations, read.invitations)) return false;
      if (shown !== null && !arePeopleShown(shown, read.people)) return false;
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
