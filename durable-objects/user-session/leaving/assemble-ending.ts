// The end of an account, put together of what it ends.
import type { Env } from "../../runtime/env.ts";
import { directStub, groupStub } from "../../runtime/stubs.ts";
import type { Account } from "../account/account.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { PeopleParts } from "../people/people-parts.ts";
import type { ScheduledFiles } from "../scheduled/scheduled-files.ts";
import { Ending } from "./ending.ts";
import { endingSteps } from "./ending-steps.ts";
import { blankTexts, eraseRows } from "./erase-rows.ts";
import type { Leaving } from "./leaving.ts";

export interface EndingParts {
  readonly storage: Pick<DurableObjectStorage, "sql" | "kv" | "transactionSync">;
  readonly env: Env;
  readonly userId: Parameters<typeof endingSteps>[0]["userId"];
  readonly leaving: Leaving;
  readonly inbox: Inbox;
  readonly people: Pick<PeopleParts, "blocks" | "friends" | "invitations" | "joinRequests" | "presence">;
  readonly notifying: { forget(): void };
  readonly mail: { forget(): void };
  readonly scheduledFiles: Pick<ScheduledFiles, "run" | "dueAt">;
  account(): Pick<Account, "signedIn">;
  arm(): void;
  /** Sends the added jobs. Nobody waits for it. */
  startJobs(): void;
  now(): number;
}

export function assembleEnding(parts: EndingParts): Ending {
  const { storage, env, userId, leaving, inbox, people, notifying } = parts;
  const transaction = (act: () => void): void => storage.transactionSync(act);
  const steps = endingSteps({
    userId,
    directory: env.DIRECTORY,
    pictures: env.FILES,
    inbox,
    friends: people.friends,
    waiting: () => [...people.invitations.groups(), ...people.joinRequests.groups()],
    group: (id) => groupStub(env, id),
    direct: (id) => directStub(env, id),
    scheduledFiles: parts.scheduledFiles,
    blankTexts: () => transaction(() => blankTexts(storage.sql)),
    eraseMessages: () => leaving.stored?.eraseMessages === true,
    now: () => parts.now(),
  });
  return new Ending({
    leaving,
    steps: steps.all,
    conversations: steps.conversations,
    inbox,
    erase: (also) => {
      transaction(() => {
        eraseRows(storage);
        also();
      });
      people.blocks.forget();
      people.presence.own.forget();
      notifying.forget();
      parts.mail.forget();
    },
    isSignedIn: () => parts.account().signedIn().length > 0,
    transaction,
    arm: () => parts.arm(),
    startJobs: () => parts.startJobs(),
  });
}
