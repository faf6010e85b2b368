// What a limit that was reached counts, and until when it holds: in words, whichever of the server's budgets it is.
import type { KlatchError } from "@klatch/sdk";
import { errorWords as t } from "./error-words.ts";
import { untilTime, waitTime } from "./times.ts";

/** The server's budgets, the bytes of all users' files, changes of a username, the groups of an hour, the rate of frames, and calls without an account. */
const limits = [
  "bytes",
  "messages",
  "deliveries",
  "calls",
  "rows",
  "requests",
  "sockets",
  "refreshes",
  "strangers",
  "people",
  "lookups",
  "presence",
  "searches",
  "reports",
  "profile",
  "username",
  "uploads",
  "uploaded-bytes",
  "all-uploaded-bytes",
  "downloads",
  "pushes",
  "emails",
  "changes",
  "settings",
  "groups",
  "frames",
  "network",
] as const;
type Limit = (typeof limits)[number];

/** Waits up to this are told as a duration, longer ones by their end, which stays true as time goes by. */
const toldAsDurationMs = 90_000;

/** When each refusal was met: its `retryAfterMs` counts from then. */
const metAtMs = new WeakMap<KlatchError, number>();

const isLimit = (limit: string | undefined): limit is Limit => limits.some((known) => known === limit);

/** What there was too much of. A limit that this page does not know is named like that of frames. */
export const limitText = (limit: string | undefined): string => t(`limit.${isLimit(limit) ? limit : "frames"}`);

/** Remembers when a refusal was met, if it is not known yet. */
export function meetRefusal(error: KlatchError): number {
  const known = metAtMs.get(error) ?? Date.now();
  metAtMs.set(error, known);
  return known;
}

/** When the person can go on. */
export const waitText = (error: KlatchError): string =>
  untilText(error, {
    later: () => t("tryLater"),
    in: (time) => t("tryIn", { time }),
    at: (time) => t("tryAt", { time }),
  });

/** Why a message waits, and when it goes on by itself. */
export const heldText = (error: KlatchError): string =>
  bothText(
    limitText(error.limit),
    untilText(error, {
      later: () => t("sentLater"),
      in: (time) => t("sentIn", { time }),
      at: (time) => t("sentAt", { time }),
    }),
  );

/** Two sentences, with what the language puts between them. */
export const bothText = (first: string, second: string): string => t("both", { first, second });

interface UntilWords {
  readonly later: () => string;
  readonly in: (time: string) => string;
  readonly at: (time: string) => string;
}

function untilText(error: KlatchError, words: UntilWords): string {
  const { retryAfterMs } = error;
  if (retryAfterMs === undefined) return words.later();
  if (retryAfterMs <= toldAsDurationMs) return words.in(waitTime(retryAfterMs));
  return words.at(untilTime(meetRefusal(error) + retryAfterMs, Date.now()));
}
