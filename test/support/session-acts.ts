// What operators do to a user, called on the session as the Worker calls it.
import { runInDurableObject } from "cloudflare:test";
import type { ActDone, OperatorAct } from "../../schema/jobs/operator-act.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { sessionObject, type TestUser } from "./actors.ts";

export const actOn = (userId: UserId, what: string): OperatorAct => ({
  id: crypto.randomUUID(),
  at: Date.now(),
  actor: "olga",
  role: "moderator",
  act: what,
  subject: userId,
  reason: "a test",
});

export const suspend = (user: TestUser, until: number | null = null, act = actOn(user.id, "user-suspended")) =>
  user.session.suspend({ act, until });
export const restore = (user: TestUser, act = actOn(user.id, "user-restored")) => user.session.restore({ act });
export const trySigningIn = (user: TestUser) =>
  user.session.signIn({ userId: user.id, device: { platform: "web", name: "" } });

/** What a change did. */
export const detailOf = (done: ActDone | Refused) => ("refusal" in done ? done : done.record.detail);

/** What is stored, as the next instance finds it. */
export const storedOfUser = (user: TestUser) =>
  runInDurableObject(sessionObject(user.id), (_session, { storage: { sql } }) => ({
    inForce: sql.exec("SELECT * FROM device WHERE family <> ''").toArray().length,
    known: sql.exec("SELECT * FROM known_device").toArray().length,
    jobs: sql
      .exec<{ body: string }>("SELECT body FROM job_outbox")
      .toArray()
      .map(({ body }) => body),
  }));
