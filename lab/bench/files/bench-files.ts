// `npm run bench:files`: uploads, downloads and memory, beside a bare Worker that streams into R2 and out of it.
import { mkdir, readFile, rm } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { inRepository } from "../../../tools/run/wrangler.ts";
import { makePair } from "../../kit/people.ts";
import { longSignIns, raisedLimits, startLabServer } from "../../kit/server.ts";
import { progress } from "../progress.ts";
import { table } from "../report/table.ts";
import { filesDir } from "../servers.ts";
import { percentile } from "../statistics.ts";
import {
  firstByte,
  forgetPeak,
  peakMemory,
  sayText,
  sendFile,
  someBytes,
  uploadBare,
  uploadOurs,
  type FilesPlan,
} from "./measure-files.ts";

const rounds = 5;
const fetches = 200;
const megabyte = 1_048_576;
/** Sent to a server that was just started, in files of either size: twice, the first time uncounted. */
const mebibytesForMemory = 300;

const script = stripTypeScriptTypes(await readFile(inRepository("lab/bench/files/bare-worker.ts"), "utf8"));

async function withServer<Result>(use: (plan: FilesPlan) => Promise<Result>): Promise<Result> {
  await rm(filesDir, { recursive: true, force: true });
  await mkdir(filesDir, { recursive: true });
  const server = await startLabServer(filesDir, {
    vars: { ...raisedLimits, ...longSignIns },
    beside: [{ name: "bare", script, durableObjects: {}, r2Buckets: ["BUCKET"] }],
  });
  try {
    const bare = server.besideUrls.get("bare") ?? "";
    return await use({
      ours: server.url,
      bare,
      pair: await makePair(server.url),
      workerdPid: server.workerdPid,
    });
  } finally {
    await server.stop();
  }
}

type Upload = (plan: FilesPlan, bytes: Uint8Array, name: string) => Promise<unknown>;

/** @returns the most memory that workerd held, in MiB */
const memoryFor = (upload: Upload, size: number): Promise<number> =>
  withServer(async (plan) => {
    const sendAll = async (round: string): Promise<void> => {
      for (let sent = 0; sent < mebibytesForMemory; sent += size)
        await upload(plan, someBytes(size * megabyte), `${round}-${sent}`);
    };
    await sendAll("uncounted");
    await forgetPeak(plan);
    await sendAll("counted");
    return Math.round((await peakMemory(plan)) / megabyte);
  });

const median = (values: readonly number[]): number => percentile(values, 0.5);
const ms = (value: number): string => `${value.toFixed(1)} ms`;
await withServer(async (plan) => {
  const { bare } = plan;
  const rows: string[][] = [["", "ours", "bare Worker", "ratio"]];
  for (const size of [10, 100]) {
    const bytes = someBytes(size * megabyte);
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push((await uploadOurs(plan, bytes)).tookMs);
      theirs.push(await uploadBare(plan, bytes, `film-${round}`));
    }
    const speed = (tookMs: number): string => `${((size * 1_000) / tookMs).toFixed(0)} MiB/s`;
    rows.push([
      `${size} MiB sent`,
      speed(median(ours)),
      speed(median(theirs)),
      (median(theirs) / median(ours)).toFixed(2),
    ]);
    progress(`${size} MiB`);
  }
  const picture = someBytes(megabyte);
  const { facts } = await uploadOurs(plan, picture);
  const seq = await sendFile(plan, facts);
  await uploadBare(plan, picture, "picture");
  const address = `${plan.ours}/api/conversations/${plan.pair.conversationId}/files/${facts.fileId}?seq=${seq}`;
  const token = { authorization: `Bearer ${plan.pair.receiver.accessToken}` };
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let n = 0; n < fetches; n++) {
    ours.push(await firstByte(address, token));
    theirs.push(await firstByte(`${bare}/picture`));
  }
  rows.push([
    "first byte of 1 MiB, p50",
    ms(median(ours)),
    ms(median(theirs)),
    (median(ours) / median(theirs)).toFixed(2),
  ]);
  const said = async (): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < fetches; n++) times.push(await sayText(plan));
    return median(times);
  };
  const alone = await said();
  const film = someBytes(100 * megabyte);
  const besideFour = async (upload: (index: number) => Promise<unknown>): Promise<number> => {
    const uploads = Array.from({ length: 4 }, (_, index) => upload(index));
    const beside = await said();
    await Promise.all(uploads);
    return beside;
  };
  // Here all share two processors, as they do not in a data centre.
  const [besideOurs, besideTheirs] = [
    await besideFour(() => uploadOurs(plan, film)),
    await besideFour((index) => uploadBare(plan, film, `beside-${index}`)),
  ];
  rows.push([
    "a message beside four uploads, p50",
    ms(besideOurs),
    ms(besideTheirs),
    (besideOurs / besideTheirs).toFixed(2),
  ]);
  const times = (beside: number): string => `${(beside / alone).toFixed(2)} ×`;
  rows.push([`the same, by a message alone (${ms(alone)})`, times(besideOurs), times(besideTheirs), ""]);
  process.stdout.write(`${table(rows)}\n`);
});

// Last: what these write to the disk slows whatever comes after.
const memoryOf = async (upload: Upload): Promise<string> =>
  `${await memoryFor(upload, 10)} MiB (${mebibytesForMemory / 10} × 10 MiB), ${await memoryFor(upload, 100)} MiB (${mebibytesForMemory / 100} × 100 MiB)`;
process.stdout.write(`peak memory of workerd, ours: ${await memoryOf(uploadOurs)}\n`);
process.stdout.write(`peak memory of workerd, a bare Worker: ${await memoryOf(uploadBare)}\n`);
