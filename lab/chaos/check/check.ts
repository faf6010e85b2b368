// The checker: takes the history and the final state, returns a verdict for each rule. Pure: equal input gives equal
// output.
import type { FinalState } from "../history/final-state.ts";
import type { History } from "../history/record.ts";
import { checkAcks } from "./acks.ts";
import { checkAnswers } from "./answers.ts";
import { checkBlocks } from "./blocks.ts";
import { checkBurns } from "./burns.ts";
import { checkChanges } from "./changes.ts";
import { checkContacts } from "./contacts.ts";
import { checkDeliveries } from "./deliveries.ts";
import { checkDevices } from "./devices.ts";
import { gatherFacts } from "./facts.ts";
import { checkFiles } from "./files.ts";
import { checkFriends } from "./friends.ts";
import { checkGone } from "./gone.ts";
import { checkGroups } from "./groups.ts";
import { checkInboxes } from "./inboxes.ts";
import { checkInvitations } from "./invitations.ts";
import { checkLater } from "./later.ts";
import { checkLists } from "./lists.ts";
import { checkLogs } from "./logs.ts";
import { checkNotices } from "./notices.ts";
import { checkOwn } from "./own.ts";
import { checkRetention } from "./retention.ts";
import { checkSecretVotes } from "./secret-votes.ts";
import { checkSignIns } from "./sign-ins.ts";
import { checkSockets } from "./sockets.ts";
import { checkStates } from "./states.ts";
import { checkSuspensions } from "./suspensions.ts";
import { checkTiers } from "./tiers.ts";
import { checkVoices } from "./voices.ts";
import { Verdict } from "./verdict.ts";

export function check(history: History, final: FinalState): Verdict {
  const verdict = new Verdict();
  const facts = gatherFacts(history, final);
  for (const part of [
    checkLogs,
    checkAcks,
    checkChanges,
    checkStates,
    checkGone,
    checkFiles,
    checkBurns,
    checkBlocks,
    checkContacts,
    checkRetention,
    checkSecretVotes,
    checkLists,
    checkOwn,
    checkNotices,
    checkFriends,
    checkLater,
    checkSockets,
    checkDeliveries,
    checkDevices,
    checkInboxes,
    checkGroups,
    checkInvitations,
    checkVoices,
    checkTiers,
    checkAnswers,
    checkSignIns,
    checkSuspensions,
  ])
    part(facts, verdict);
  return verdict;
}
