// Scenarios for the cost of a group message, by group size. All members are connected all the time.
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import { uuidV7 } from "../load/frames.ts";
import { LoadTeam } from "../load/load-team.ts";
import { openGroups } from "../measure/throughput.ts";
import { makeGroup, makePeople, type MadeGroup } from "../../kit/people.ts";
import { Device } from "./device.ts";
import type { Lab, LabObject } from "./lab.ts";
import { aftermathMs, dayMs, settled, type Counted } from "./scenarios.ts";

const maxSenders = 4;
const maxConnecting = 16;
/** Between two messages; all objects hibernate by then. */
const apartMs = 30_000;

export interface Talk {
  readonly messages: number;
  /** Whether each of the others marks each message as read, at once. */
  readonly read: boolean;
}

/** A new group in the lab. Devices connect when it is opened, because tokens expire within a scenario. */
export class LabGroup {
  readonly #lab: Lab;
  readonly #group: MadeGroup;
  /** Under load other sockets are used: these get nothing until they sync. */
  readonly #devices: readonly Device[];
  readonly #team: LoadTeam;

  private constructor(lab: Lab, group: MadeGroup, devices: readonly Device[], team: LoadTeam) {
    this.#lab = lab;
    this.#group = group;
    this.#devices = devices;
    this.#team = team;
  }

  static async open(lab: Lab, size: number): Promise<LabGroup> {
    const group = await settled(
      lab,
      makePeople(lab.url, size).then((people) => makeGroup(lab.url, people)),
    );
    const devices: Device[] = [];
    await eachInParallel(group.members, maxConnecting, async (member) => {
      devices.push(await Device.open(lab.url, member));
    });
    const team = new LoadTeam();
    await openGroups(team, "group", lab.url, [group], Math.min(maxSenders, size), lab.now() - Date.now());
    return new LabGroup(lab, group, devices, team);
  }

  /** Up to four members send as fast as they get acks: a window of 64 messages each, 16 in each WebSocket message. */
  async sendUnderLoad(measureMs: number): Promise<Counted> {
    let deliveries = 0;
    // The first message after a sync costs each member a row, because their inbox entry becomes stale.
    await this.#team.reach("group", { sender: 0, samples: 1, restMs: 0 });
    const counts = await this.#lab.counted(async () => {
      deliveries = (await this.#team.round("group", { warmMs: 0, measureMs })).deliveredInAll;
      await this.#lab.pass(aftermathMs, this.#objects());
    });
    return { counts, messages: deliveries / (this.#group.members.length - 1) };
  }

  /** Two members send in turn, 30 s apart. */
  async talk({ messages, read }: Talk): Promise<Counted> {
    await this.#team.close("group");
    await Promise.all(this.#devices.map((device) => device.sync()));
    await this.#say(0, read);
    await this.#lab.pass(dayMs, this.#objects());
    const counts = await this.#lab.counted(async () => {
      for (let index = 0; index < messages; index++) {
        await this.#say(index, read);
        await this.#lab.pass(apartMs, this.#objects());
      }
      await this.#lab.pass(aftermathMs, this.#objects());
    });
    return { counts, messages };
  }

  close(): void {
    for (const device of this.#devices) device.leave();
    this.#team.end();
  }

  async #say(index: number, read: boolean): Promise<void> {
    const { conversationId } = this.#group;
    const sender = this.#devices[index % 2] as Device;
    const seq = await sender.say(conversationId, uuidV7(this.#lab.now()));
    await Promise.all(this.#devices.map((device) => device.hears(seq)));
    const readers = read ? this.#devices.filter((device) => device !== sender) : [];
    await Promise.all(readers.map((reader) => reader.reads(conversationId, seq)));
  }

  #objects(): readonly LabObject[] {
    const { members, conversationId } = this.#group;
    return [
      ...members.map(({ userId }) => ({ className: "UserSession" as const, name: userId })),
      { className: "Group", name: conversationId },
    ];
  }
}
