// `npm run operator`: operators and moderators, suspensions, registration, the sweep, the audit log.
import * as v from "valibot";
import { fleetResultShape, type FleetResult } from "../../schema/protocol/http-fleet.ts";
import {
  auditResultShape,
  operatorsResultShape,
  operatorTokenResultShape,
} from "../../schema/protocol/http-operators.ts";
import {
  accountResultShape,
  suspensionsResultShape,
  type AccountResult,
} from "../../schema/protocol/http-accounts-of-users.ts";
import {
  invitationsResultShape,
  invitationTokenResultShape,
  registrationResultShape,
} from "../../schema/protocol/http-registration.ts";
import { reportsResultShape, storedReportShape } from "../../schema/protocol/reports.ts";
import { readPort } from "../run/port.ts";
import type { OperatorCalls } from "./operator-calls.ts";
import {
  accountLines,
  fleetLines,
  invitationLine,
  listedReportLine,
  operatorLine,
  recordLine,
  reportLines,
  suspendedLine,
} from "./operator-lines.ts";
import { parseOperatorOptions, usage, type OperatorCommandOptions } from "./operator-options.ts";
import { runOperatorCommand } from "./run-operator-command.ts";

const write = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Something that the command names does not exist. */
class Missing extends Error {}

/** @throws Missing */
async function ask<S extends v.GenericSchema>(
  calls: OperatorCalls,
  call: readonly [method: string, path: string, body?: object],
  shape: S,
  missing = "There is no such thing.",
): Promise<v.InferOutput<S>> {
  const response = await calls.call(...call);
  if (response.status === 404) throw new Missing(missing);
  return v.parse(shape, response.status === 204 ? null : await response.json());
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Pages of a list, printed entry by entry. */
async function printAll<Item>(
  calls: OperatorCalls,
  path: string,
  shape: v.GenericSchema<unknown, Page<Item>>,
  lineOf: (item: Item) => string,
  { json }: OperatorCommandOptions,
): Promise<void> {
  let count = 0;
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Page<Item> = await ask(calls, ["GET", cursor === "" ? path : withQuery(path, { cursor })], shape);
    for (const item of page.items) write(json ? JSON.stringify(item) : lineOf(item));
    count += page.items.length;
    cursor = page.next;
  }
  if (count === 0 && !json) write("None.");
}

function withQuery(path: string, query: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  if (given.length === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams(given).toString()}`;
}

const findUser = (calls: OperatorCalls, username: string): Promise<AccountResult> =>
  ask(calls, ["GET", withQuery("users", { username })], accountResultShape, `There is no user ${username}.`);

/** The token alone goes to the output, so that it can be piped; what it is goes beside. */
function printToken(json: boolean, whole: object, words: string, token: string): void {
  if (json) write(JSON.stringify(whole));
  else {
    process.stderr.write(`${words}\nThe token, which is not shown again:\n`);
    write(token);
  }
}

async function run(calls: OperatorCalls, options: OperatorCommandOptions): Promise<void> {
  const { command, reason, json } = options;
  const named = (rest: string): string => `operators/${encodeURIComponent(rest)}`;
  const noOperator = "operator" in command ? `There is no operator ${command.operator}.` : "";
  switch (command.name) {
    case "add": {
      const body = { name: command.operator, role: command.role, reason };
      const made = await ask(calls, ["POST", "operators", body], operatorTokenResultShape);
      return printToken(json, made, operatorLine(made.operator), made.token);
    }
    case "renew": {
      const path = `${named(command.operator)}/renew`;
      const made = await ask(calls, ["POST", path, { reason }], operatorTokenResultShape, noOperator);
      return printToken(json, made, operatorLine(made.operator), made.token);
    }
    case "remove":
      await ask(calls, ["DELETE", named(command.operator), { reason }], v.null(), noOperator);
      return done(`${command.operator} is no operator any more.`);
    case "list":
      return printAll(calls, "operators", operatorsResultShape, operatorLine, options);
    case "find": {
      const account = await findUser(calls, command.username);
      for (const line of json ? [JSON.stringify(account)] : accountLines(account)) write(line);
      return;
    }
    case "suspend": {
      const { user } = await findUser(calls, command.username);
      const body = { reason, until: command.until };
      await ask(calls, ["PUT", `users/${user.id}/suspension`, body], v.unknown());
      return done(`${user.username} is suspended.`);
    }
    case "restore": {
      const { user } = await findUser(calls, command.username);
      await ask(calls, ["DELETE", `users/${user.id}/suspension`, { reason }], v.null());
      return done(`${user.username} may sign in.`);
    }
    case "end-sessions": {
      const { user } = await findUser(calls, command.username);
      const rest = command.device === null ? "" : `/${encodeURIComponent(command.device)}`;
      await ask(calls, ["DELETE", `users/${user.id}/devices${rest}`, { reason }], v.null(), "There is no such device.");
      return done(`${user.username} is signed out${command.device === null ? "" : ` on ${command.device}`}.`);
    }
    case "suspended":
      return printAll(calls, "suspensions", suspensionsResultShape, suspendedLine, options);
    case "registration": {
      const { mode } = command;
      const call =
        mode === null ? (["GET", "registration"] as const) : (["PUT", "registration", { mode, reason }] as const);
      return done((await ask(calls, call, registrationResultShape)).mode);
    }
    case "invite": {
      const { uses, expiresAt } = command;
      const made = await ask(calls, ["POST", "invitations", { uses, expiresAt, reason }], invitationTokenResultShape);
      return printToken(json, made, invitationLine(made.invitation), made.token);
    }
    case "invitations":
      return printAll(calls, "invitations", invitationsResultShape, invitationLine, options);
    case "revoke": {
      const path = `invitations/${encodeURIComponent(command.invitationId)}`;
      await ask(calls, ["DELETE", path, { reason }], v.null(), "There is no such invitation that works.");
      return done(`${command.invitationId} does not work any more.`);
    }
    case "reports": {
      const { state, userId } = command;
      const path = withQuery("reports", { state: state === "all" ? null : state, userId });
      return printAll(calls, path, reportsResultShape, listedReportLine, options);
    }
    case "report": {
      const path = `reports/${encodeURIComponent(command.reportId)}`;
      const report = await ask(calls, ["GET", path], storedReportShape, "There is no such report.");
      for (const line of json ? [JSON.stringify(report)] : reportLines(report)) write(line);
      return;
    }
    case "close-report": {
      const path = `reports/${encodeURIComponent(command.reportId)}/close`;
      await ask(calls, ["POST", path, { reason }], v.null(), "There is no such report that is open.");
      return done(`${command.reportId} is closed.`);
    }
    case "fleet":
      return printFleet(await ask(calls, ["GET", "fleet"], fleetResultShape), json);
    case "sweep": {
      const method = command.act === "start" ? "POST" : "DELETE";
      return printFleet(await ask(calls, [method, "fleet/sweep", { reason }], fleetResultShape), json);
    }
    case "audit": {
      const { actor, subject } = command;
      return printAll(calls, withQuery("audit", { actor, subject }), auditResultShape, recordLine, options);
    }
  }
}

function printFleet(fleet: FleetResult, json: boolean): void {
  for (const line of json ? [JSON.stringify(fleet)] : fleetLines(fleet)) write(line);
}

const done = (line: string): void => void write(line);

const options = parseOperatorOptions(
  process.argv.slice(2),
  `http://localhost:${readPort(process.env["PORT"])}`,
  Date.now(),
);
await runOperatorCommand(options, usage, async (calls, asked) => {
  try {
    await run(calls, asked);
    return 0;
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
});
