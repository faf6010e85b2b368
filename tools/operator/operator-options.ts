// Command-line options of `npm run operator`.
import { parseArgs } from "node:util";
import { isServerAddress, secretsFileFor } from "./operator-token.ts";

export type OperatorCommand =
  | { readonly name: "add"; readonly operator: string; readonly role: "operator" | "moderator" }
  | { readonly name: "renew" | "remove"; readonly operator: string }
  | { readonly name: "list" | "suspended" | "invitations" | "fleet" }
  | { readonly name: "sweep"; readonly act: "start" | "stop" }
  | { readonly name: "find" | "restore"; readonly username: string }
  | { readonly name: "suspend"; readonly username: string; readonly until: number | null }
  | { readonly name: "end-sessions"; readonly username: string; readonly device: string | null }
  | { readonly name: "registration"; readonly mode: "open" | "invitation" | "closed" | null }
  | { readonly name: "invite"; readonly uses: number; readonly expiresAt: number }
  | { readonly name: "revoke"; readonly invitationId: string }
  | { readonly name: "reports"; readonly state: "open" | "closed" | "all"; readonly userId: string | null }
  | { readonly name: "report" | "close-report"; readonly reportId: string }
  | { readonly name: "audit"; readonly actor: string | null; readonly subject: string | null };

export interface OperatorCommandOptions {
  readonly command: OperatorCommand;
  /** For the audit log. */
  readonly reason: string;
  readonly json: boolean;
  readonly server: string;
  /** The file to read the token from if the environment has none; null: no file. */
  readonly secretsFile: string | null;
}

export const usage = `Usage: npm run operator -- COMMAND

  add NAME [--role moderator]     makes an operator, or a moderator; prints the token, once
  list                            the operators
  renew NAME                      gives an operator a new token; prints it, once
  remove NAME --reason TEXT       the operator's token is refused from now on
  find USERNAME                   a user, the devices that are signed in, the suspension
  suspend USERNAME --reason TEXT [--until TIME]   TIME: 7d, 12h, or a date
  restore USERNAME --reason TEXT  ends the suspension
  suspended                       who is suspended
  end-sessions USERNAME --reason TEXT [--device ID]   signs a user out
  registration                    who may make an account
  registration open|invitation|closed --reason TEXT   sets it
  invite --reason TEXT [--uses 1] [--days 7]   prints the token of an invitation, once
  invitations                     the invitations
  revoke INVITATION --reason TEXT the invitation does not work any more
  reports [--state closed|all] [--user ID]   what users reported and is open, the newest first
  report REPORT                   one of them, with the messages
  close-report REPORT --reason TEXT   it was dealt with
  fleet                           how far the tables of all objects are
  sweep [stop] --reason TEXT      wakes every object, so that it migrates; goes on with a sweep that was stopped
  audit [--actor NAME] [--subject ID]     what operators did, the newest first

  --json     what the server answers, a line for each entry
  --server   where Klatch runs (http://localhost:8787)
  --secrets  a file that holds KLATCH_OPERATOR_TOKEN, an operator's token, or ADMIN_TOKEN, the deployment's secret; the
             environment's goes first, for a server on this machine .dev.vars goes last
`;

/** Acts whose reason is plain from what they do. */
const plainReason = { add: "joins the operators", renew: "another token" } as const;

const isLook = (command: OperatorCommand): boolean =>
  ["list", "find", "suspended", "invitations", "fleet", "reports", "report", "audit"].includes(command.name) ||
  (command.name === "registration" && command.mode === null);

/** @returns undefined if a person has to say it. What only looks needs none. */
function reasonOf(command: OperatorCommand, given: string | undefined): string | undefined {
  if (given !== undefined) return given;
  if (command.name === "add" || command.name === "renew") return plainReason[command.name];
  return isLook(command) ? "" : undefined;
}

/** @returns null for invalid arguments */
export function parseOperatorOptions(
  args: readonly string[],
  defaultServer: string,
  nowMs: number,
): OperatorCommandOptions | null {
  const parsed = parseArguments(args);
  if (parsed === null) return null;
  const { server = defaultServer, secrets, reason: given, json, ...values } = parsed.values;
  const command = commandOf(parsed.positionals, values, nowMs);
  if (command === null || !isServerAddress(server)) return null;
  const reason = reasonOf(command, given);
  if (reason === undefined) return null;
  return { command, reason, json, server, secretsFile: secretsFileFor(server, secrets) };
}

type Values = Readonly<
  Partial<Record<"role" | "until" | "device" | "uses" | "days" | "state" | "user" | "actor" | "subject", string>>
>;

/** The options that each command takes of its own. */
const takes: Readonly<Record<OperatorCommand["name"], readonly (keyof Values)[]>> = {
  add: ["role"],
  renew: [],
  remove: [],
  list: [],
  find: [],
  suspend: ["until"],
  restore: [],
  suspended: [],
  "end-sessions": ["device"],
  registration: [],
  invite: ["uses", "days"],
  invitations: [],
  revoke: [],
  reports: ["state", "user"],
  report: [],
  "close-report": [],
  fleet: [],
  sweep: [],
  audit: ["actor", "subject"],
};

const isCommand = (name: string): name is OperatorCommand["name"] => Object.hasOwn(takes, name);

function commandOf(
  [name = "", what, ...rest]: readonly string[],
  values: Values,
  nowMs: number,
): OperatorCommand | null {
  if (!isCommand(name) || rest.length > 0) return null;
  const taken: readonly string[] = takes[name];
  if (!Object.keys(values).every((option) => taken.includes(option))) return null;
  return what === undefined ? commandOfAll(name, values, nowMs) : commandOn(name, what, values, nowMs);
}

/** Commands that name nothing. */
function commandOfAll(name: OperatorCommand["name"], values: Values, nowMs: number): OperatorCommand | null {
  if (name === "list" || name === "suspended" || name === "invitations" || name === "fleet") return { name };
  if (name === "sweep") return { name, act: "start" };
  if (name === "registration") return { name, mode: null };
  if (name === "reports") {
    const { state = "open", user = null } = values;
    return state === "open" || state === "closed" || state === "all" ? { name, state, userId: user } : null;
  }
  if (name === "audit") return { name, actor: values.actor ?? null, subject: values.subject ?? null };
  if (name !== "invite") return null;
  const [uses, days] = [countOf(values.uses ?? "1"), countOf(values.days ?? "7")];
  return uses === null || days === null ? null : { name, uses, expiresAt: nowMs + days * dayMs };
}

/** Commands that name what they are about. */
function commandOn(name: OperatorCommand["name"], what: string, values: Values, nowMs: number): OperatorCommand | null {
  switch (name) {
    case "add": {
      const { role = "operator" } = values;
      return role === "operator" || role === "moderator" ? { name, operator: what, role } : null;
    }
    case "renew":
    case "remove":
      return { name, operator: what };
    case "revoke":
      return { name, invitationId: what };
    case "report":
    case "close-report":
      return { name, reportId: what };
    case "find":
    case "restore":
      return { name, username: what };
    case "end-sessions":
      return { name, username: what, device: values.device ?? null };
    case "suspend": {
      const until = values.until === undefined ? null : timeOf(values.until, nowMs);
      return Number.isNaN(until) ? null : { name, username: what, until };
    }
    case "registration":
      return what === "open" || what === "invitation" || what === "closed" ? { name, mode: what } : null;
    case "sweep":
      return what === "stop" ? { name, act: "stop" } : null;
    case "fleet":
    case "list":
    case "suspended":
    case "invitations":
    case "invite":
    case "reports":
    case "audit":
      return null;
  }
}

const dayMs = 86_400_000;

const countOf = (text: string): number | null => (/^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : null);

/** In ms since 1970; NaN for what is no time. */
function timeOf(text: string, nowMs: number): number {
  const [, amount, unit] = /^([1-9][0-9]{0,3})([dh])$/.exec(text) ?? [];
  if (amount === undefined) return Date.parse(text);
  return nowMs + Number(amount) * (unit === "d" ? dayMs : dayMs / 24);
}

function parseArguments(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        reason: text,
        role: text,
        until: text,
        device: text,
        uses: text,
        days: text,
        state: text,
        user: text,
        actor: text,
        subject: text,
        server: text,
        secrets: text,
      },
    });
  } catch {
    return null;
  }
}
