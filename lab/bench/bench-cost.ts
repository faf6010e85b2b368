// `npm run bench:cost`: what a million messages cost, counted by the runtime, for three usage patterns; also an idle
// user, and groups.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Lab } from "./cost/lab.ts";
import { measureColdGroup, reportColdGroup } from "./cost/cold-group.ts";
import { costResult, reportCost } from "./cost/cost-report.ts";
import { countChanges, reportChanges, type ChangeCosts } from "./cost/change-report.ts";
import { countGroups, reportGroups } from "./cost/group-report.ts";
import { countPushes, reportPushes, type PushCosts } from "./cost/push-scenarios.ts";
import {
  connects,
  renewals,
  rest,
  sendUnderLoad,
  talkBothOnline,
  talkRecipientAway,
  type Counted,
} from "./cost/scenarios.ts";
import { readOptions } from "./options.ts";
import { progress } from "./progress.ts";
import { raisedLimits } from "../kit/server.ts";
import { costDir } from "./servers.ts";

/** Two days of four bursts each: history is archived by the day. */
const bursts = 8;

/** Of each kind. */
const connectCount = 8;

const { json } = readOptions(process.argv.slice(2));
await rm(costDir, { recursive: true, force: true });
await mkdir(costDir, { recursive: true });
progress("starting a server with meters");
const lab = await Lab.start(costDir, raisedLimits);
try {
  const load = await sendUnderLoad(lab, 20, 4_000);
  progress(`under load: ${load.messages} messages`);
  const online = await talkBothOnline(lab, bursts);
  progress("at human pace, both online");
  const away = await talkRecipientAway(lab, bursts);
  progress("at human pace, the recipient away");
  const idle = await rest(lab);
  progress("an idle user");
  const renewed = await renewals(lab, 8);
  progress("renewals of tokens");
  const connected = await connects(lab, connectCount);
  progress("connects");
  const sampled = await countSampledConnects();
  progress("connects of a sampled user");
  const changes = await countMessageChanges();
  const pushes = await countTold();
  const groups = await countGroups(lab, (size) => progress(`a group of ${size}`));
  const coldGroup = await measureColdGroup(lab);
  progress("a cold group");
  const result = {
    ...costResult({ load, online, away, idle, renewed, connected, sampled }),
    changes,
    pushes,
    groups,
    coldGroup,
  };
  process.stdout.write(
    `${reportCost(result)}\n${reportChanges(changes)}\n${reportPushes(pushes)}\n${reportGroups(groups)}\n${reportColdGroup(coldGroup)}\n`,
  );
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await lab.stop();
}

/** On a server of its own, where messages may be recalled for months. */
async function countMessageChanges(): Promise<ChangeCosts> {
  const recalling = await Lab.start(join(costDir, "changes"), { ...raisedLimits, RECALL_SECONDS: "100000000" });
  try {
    return await countChanges(recalling, (name) => progress(name));
  } finally {
    await recalling.stop();
  }
}

/** On a server of its own, which may call a push service of this machine. */
async function countTold(): Promise<PushCosts> {
  const telling = await Lab.start(join(costDir, "pushes"), { ...raisedLimits, PUSH_LOOPBACK: "allowed" });
  try {
    return await countPushes(telling, (name) => progress(`told, ${name}`));
  } finally {
    await telling.stop();
  }
}

/** On a server of its own, where every user is of the sample. */
async function countSampledConnects(): Promise<Counted> {
  const stateDir = join(costDir, "sampled");
  const everyone = await Lab.start(stateDir, { ...raisedLimits, SOCKET_SAMPLE_ONE_IN: "1" });
  try {
    return await connects(everyone, connectCount);
  } finally {
    await everyone.stop();
  }
}
