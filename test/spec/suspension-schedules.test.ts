// Sign-ins and suspensions of one user in random order, with evictions between them.
import { evictDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DeviceGrant } from "../../schema/rpc/user-session.ts";
import { Random } from "../../lab/kit/random.ts";
import { sessionObject, TestUser } from "../support/actors.ts";
import { CaughtQueue } from "../support/jobs-queue.ts";
import { actOn, detailOf, restore, storedOfUser, suspend, trySigningIn } from "../support/session-acts.ts";

let queue: CaughtQueue;
beforeEach(() => {
  queue = new CaughtQueue();
});
afterEach(() => {
  queue.restore();
  vi.useRealTimers();
});

it("[ADMIN-12] [ADMIN-14] in random schedules a sign-in is in force only outside of suspensions", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = new Random(seed);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const user = new TestUser();
  // Makes the session.
  await user.session.beginLogin();
  /** What should be true: when the suspension ends, and the sign-ins in force, the least recently used first. */
  let until: number | null = 0;
  let grants: DeviceGrant[] = [];
  const isSuspended = (): boolean => until === null || until > Date.now();
  const steps = {
    "sign in": async () => {
      const grant = await trySigningIn(user);
      if (!("refusal" in grant)) grants = [...grants, grant].slice(-10);
      return "refusal" in grant === isSuspended();
    },
    refresh: async () => {
      const grant = grants.shift();
      const next = grant === undefined ? null : await user.session.refresh({ grant });
      if (next !== null && !("refusal" in next)) grants.push(next);
      return next === null || !("refusal" in next);
    },
    suspend: async () => {
      until = random.chance(0.5) ? null : Date.now() + 1 + random.below(200_000);
      await suspend(user, until);
      const ended = await Promise.all(grants.map((grant) => user.session.refresh({ grant })));
      grants = [];
      return ended.every((answer) => "refusal" in answer && answer.refusal.code === "SUSPENDED");
    },
    restore: async () => {
      const was = isSuspended();
      until = 0;
      return JSON.stringify(detailOf(await restore(user))) === JSON.stringify({ wasSuspended: was });
    },
    "end sign-ins": async () => {
      const done = await user.session.endSignIns({ act: actOn(user.id, "devices-signed-out") });
      const count = grants.length;
      grants = [];
      return JSON.stringify(detailOf(done)) === JSON.stringify({ signedOut: count });
    },
    wait: async () => {
      vi.setSystemTime(Date.now() + random.below(100_000));
      return true;
    },
    evict: async () => {
      await evictDurableObject(sessionObject(user.id));
      return true;
    },
  };
  const log: string[] = [];
  for (let count = 0; count < 120; count++) {
    vi.setSystemTime(Date.now() + 1);
    const step = random.weighted({
      "sign in": 5,
      refresh: 5,
      suspend: 3,
      restore: 2,
      "end sign-ins": 1,
      wait: 3,
      evict: 2,
    });
    log.push(`${step}${isSuspended() ? " while suspended" : ""}`);
    const told = `seed ${seed}\n${log.join("\n")}`;
    expect(await steps[step](), told).toBe(true);
    expect((await user.session.standing()).suspension !== null, told).toBe(isSuspended());
    expect((await storedOfUser(user)).inForce, told).toBe(grants.length);
  }
});
