// The result of `npm run bench:cost`: figures per million messages, and the ledger behind them.
import { defaultLimits } from "../../../schema/protocol/limits.ts";
import { prices } from "../prices.ts";
import { table } from "../report/table.ts";
import { assumedCallMs, ledgerOf, logsOf, usdOf, type LedgerLine, type LogSetting } from "./ledger.ts";
import type { Counted, IdleMonth } from "./scenarios.ts";

const million = 1_000_000;
const bytesPerGb = 1e9;

export interface CountedLives {
  readonly load: Counted;
  readonly online: Counted;
  readonly away: Counted;
  readonly idle: IdleMonth;
  /** Each of its messages is a renewal. */
  readonly renewed: Counted;
  /** Each of its messages is a socket that was opened, idle and closed: of a user who is not sampled, and of one who is. */
  readonly connected: Counted;
  readonly sampled: Counted;
}

/** Counts per message, money per million of them. */
export interface Life {
  readonly messages: number;
  readonly usdPerMillion: number;
  readonly ledger: readonly LedgerLine[];
  /** Not in the ledger, except what is configured. */
  readonly logs: Readonly<Record<LogSetting, LedgerLine>>;
}

export interface CostResult {
  readonly usdPerMillionUnderLoad: number;
  readonly usdPerMillionHumanPace: number;
  readonly usdPerMillionBothOnline: number;
  readonly usdPerMillionRecipientAway: number;
  readonly usdPerIdleUserMonth: number;
  /** The part of the cost without storage. */
  readonly usdPerIdleUserMonthOperations: number;
  readonly idleUserBytes: number;
  readonly lives: Readonly<Record<"load" | "online" | "away", Life>>;
  readonly idle: readonly LedgerLine[];
  readonly renewal: Life;
  readonly connect: Life;
  readonly connectOfSampled: Life;
  /** What counting sockets costs in the mean, per million connects. */
  readonly usdPerMillionConnectsCounted: number;
}

export function lifeOf({ counts, messages }: Counted): Life {
  const perMillion = ({ kind, count, usd }: LedgerLine): LedgerLine => ({
    kind,
    count: count / messages,
    usd: (usd / messages) * million,
  });
  const ledger = ledgerOf(counts).map(perMillion);
  const { warn, info, invocations } = logsOf(counts);
  const logs = { warn: perMillion(warn), info: perMillion(info), invocations: perMillion(invocations) };
  return { messages, usdPerMillion: usdOf(ledger), ledger, logs };
}

export function costResult({ load, online, away, idle, renewed, connected, sampled }: CountedLives): CostResult {
  const [connect, connectOfSampled] = [lifeOf(connected), lifeOf(sampled)];
  const more = connectOfSampled.usdPerMillion - connect.usdPerMillion;
  const lives = { load: lifeOf(load), online: lifeOf(online), away: lifeOf(away) };
  const idleLedger = ledgerOf(idle.counts);
  const storage = (idle.storageBytes / bytesPerGb) * prices.objectGbMonth;
  return {
    usdPerMillionUnderLoad: lives.load.usdPerMillion,
    usdPerMillionHumanPace: (lives.online.usdPerMillion + lives.away.usdPerMillion) / 2,
    usdPerMillionBothOnline: lives.online.usdPerMillion,
    usdPerMillionRecipientAway: lives.away.usdPerMillion,
    usdPerIdleUserMonth: usdOf(idleLedger) + storage,
    usdPerIdleUserMonthOperations: usdOf(idleLedger),
    idleUserBytes: idle.storageBytes,
    lives,
    idle: idleLedger,
    renewal: lifeOf(renewed),
    connect,
    connectOfSampled,
    usdPerMillionConnectsCounted: more / defaultLimits.SOCKET_SAMPLE_ONE_IN,
  };
}

const inUsd = (value: number): string => `$${value.toFixed(2)}`;

/** A line for each kind of operation. @param lives by name */
function reportLedgers(title: string, lives: Readonly<Record<string, Life>>): string {
  const all = Object.values(lives);
  const kinds = [...new Set(all.flatMap(({ ledger }) => ledger.map(({ kind }) => kind)))];
  const cells = ({ ledger }: Life, kind: string): string[] => {
    const line = ledger.find((one) => one.kind === kind);
    return line === undefined ? ["", ""] : [line.count.toFixed(3), line.usd.toFixed(3)];
  };
  return table([
    [title, ...Object.keys(lives).flatMap((name) => [name, "$"])],
    ...kinds.map((kind) => [kind, ...all.flatMap((life) => cells(life, kind))]),
    ["in all", ...all.flatMap(({ usdPerMillion }) => ["", inUsd(usdPerMillion)])],
  ]);
}

/** @param lives by name */
export const reportLogs = (lives: Readonly<Record<string, Life>>): string =>
  table([
    ["log entries each, and $ a million", "at warn", "$", "at info", "$", "each invocation", "$"],
    ...Object.entries(lives).map(([name, { logs }]) => [
      name,
      ...[logs.warn, logs.info, logs.invocations].flatMap(({ count, usd }) => [count.toFixed(3), usd.toFixed(2)]),
    ]),
  ]);

export function reportCost(result: CostResult): string {
  const { load, online, away } = result.lives;
  return [
    "",
    `Counted over ${load.messages} messages under load, ${online.messages} with both online, ${away.messages} with the recipient away.`,
    `A call between objects is taken to keep its caller ${assumedCallMs} ms longer than here.`,
    "",
    reportLedgers("per message, and $ per million", { load, "both online": online, "recipient away": away }),
    "",
    table([
      ["USD", "counted", "target"],
      ["a million messages under load", inUsd(result.usdPerMillionUnderLoad), "≤ $0.40"],
      ["a million at human pace", inUsd(result.usdPerMillionHumanPace), "≤ $3.40"],
      ["an idle user, a month", `$${result.usdPerIdleUserMonth.toExponential(1)}`, "only storage"],
      ["  of it operations", `$${result.usdPerIdleUserMonthOperations.toExponential(1)}`, "$0"],
    ]),
    "",
    reportLogs({
      "under load": load,
      "both online": online,
      "recipient away": away,
      "renewal of tokens": result.renewal,
    }),
    "",
    table([
      ["new tokens and a renewed socket, each quarter of an hour of use", "each", "$ a million"],
      ...result.renewal.ledger.map(({ kind, count, usd: price }) => [kind, count.toFixed(3), price.toFixed(3)]),
      ["in all", "", inUsd(result.renewal.usdPerMillion)],
    ]),
    "",
    reportLedgers("a socket that opens, is idle and closes, and $ a million", {
      "of most users": result.connect,
      "of a sampled one": result.connectOfSampled,
    }),
    `One user in ${defaultLimits.SOCKET_SAMPLE_ONE_IN} is sampled: $${result.usdPerMillionConnectsCounted.toFixed(3)} a million connects.`,
    "",
  ].join("\n");
}
