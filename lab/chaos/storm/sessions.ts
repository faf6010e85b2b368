// Sign-ins of the storm: people sign out, kick their devices, sign in elsewhere on a known one, and change their
// password, and operators suspend them, amid kills.
import { memorySessionStore } from "../../../sdk/store/session-store.ts";
import type { Random } from "../../kit/random.ts";
import { claimsOf } from "../history/claims.ts";
import type { World } from "../world.ts";
import type { Moderator } from "./moderator.ts";

const ops = { "sign-out": 5, kick: 4, again: 4, password: 3, others: 1, suspend: 2 } as const;

export class Sessions {
  readonly #world: World;
  readonly #random: Random;
  readonly #moderator: Moderator;
  #again = 0;

  constructor(world: World, moderator: Moderator, random: Random) {
    this.#world = world;
    this.#moderator = moderator;
    this.#random = random;
  }

  /** One sign-in of a random user ends. Never rejects. */
  async step(): Promise<void> {
    const device = this.#random.pickOrNone(this.#world.devices);
    const owner = this.#world.people.find(({ userId }) => userId === device?.userId);
    if (device === undefined || owner === undefined) return;
    const { account, direct } = owner;
    const { deviceId } = device;
    switch (this.#random.weighted(ops)) {
      case "sign-out":
        return device.signOut();
      case "kick":
        await account.end("kick", { deviceId, spares: null }, () => direct.signOutDevice(deviceId));
        return;
      case "again":
        // The app was installed anew, and nobody uses it: it only ends the sign-in before.
        await account.signIn(`again-${this.#again++}`, memorySessionStore(), deviceId).catch(() => null);
        return;
      case "password":
        return account.changePassword(direct);
      case "suspend":
        return this.#moderator.suspend(owner);
      case "others": {
        const { session } = direct;
        if (session === null) return;
        const spares = claimsOf(session.accessToken).family;
        await account.end("others", { deviceId: null, spares }, () => direct.signOutOtherDevices());
      }
    }
  }
}
