// `npm run jobs -- list|replay|drop`: shows, replays or drops dead letters.
import type { DeadLetter } from "../../schema/protocol/http-dead-letters.ts";
import { printable } from "../../apps/terminal/chat-text.ts";
import { JobsCalls } from "./jobs-calls.ts";
import { parseJobsOptions, usage, type JobsCommand } from "./jobs-options.ts";
import { runOperatorCommand } from "./run-operator-command.ts";
import { readPort } from "../run/port.ts";

const write = (line: string): boolean => process.stdout.write(`${line}\n`);

const lineOf = ({ id, kind, reason, error, attempts, diedAt }: DeadLetter): string => {
  const why = error === null ? reason : `${reason}: ${printable(error)}`;
  return `${new Date(diedAt).toISOString()}  ${id}  ${kind ?? "-"}  after ${attempts} attempts  ${why}`;
};

async function list(calls: JobsCalls, json: boolean): Promise<void> {
  let count = 0;
  for await (const deadLetter of calls.list()) {
    count += 1;
    write(json ? JSON.stringify(deadLetter) : lineOf(deadLetter));
  }
  if (!json) write(count === 0 ? "No job has died." : `${count} died.`);
}

async function replayAll(calls: JobsCalls): Promise<void> {
  // Lists all ids first: a job that fails again meanwhile must not be sent a second time.
  const ids: string[] = [];
  for await (const { id } of calls.list()) ids.push(id);
  let replayed = 0;
  for (const id of ids) if (await calls.replay(id)) replayed += 1;
  write(`${replayed} sent to their queue again.`);
}

/** @returns the exit code */
async function run(calls: JobsCalls, command: JobsCommand): Promise<number> {
  if (command.name === "list") await list(calls, command.json);
  else if (command.name === "replay-all") await replayAll(calls);
  else if (await calls[command.name](command.id)) write(`${command.id}: done.`);
  else {
    process.stderr.write(`There is no dead letter ${command.id}.\n`);
    return 1;
  }
  return 0;
}

const options = parseJobsOptions(process.argv.slice(2), `http://localhost:${readPort(process.env["PORT"])}`);
await runOperatorCommand(options, usage, (calls, { command, reason }) => run(new JobsCalls(calls, reason), command));
