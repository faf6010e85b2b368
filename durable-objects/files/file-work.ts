// What jobs still have to do to a file that is complete. It is asked for again, because a queue may lose a job, and dead letters
// may be dropped; jobs ask the file first whether there is something to do.
import { previewSizes, type PreviewSize } from "../../schema/protocol/files.ts";
import type { StoredFile } from "./stored-file.ts";

/** A scanner looks at it: until then nobody gets it. Previews are made of it. */
export const fileJobs = ["scan-file", "preview-file"] as const;
export type FileJob = (typeof fileJobs)[number];

/** How often the queue took it, and when it is sent (again), ms since 1970; null: not any more. */
export interface AskedJob {
  readonly times: number;
  readonly at: number | null;
}

export type Work = Readonly<Partial<Record<FileJob, AskedJob>>>;
type WithWork = Pick<StoredFile, "work">;

const hourMs = 3_600_000;
/** After a queue took it. */
const againMs = [hourMs, 24 * hourMs];
const queueAwayMs = 60_000;

/** Of these types previews can be made. A GIF would stand still. */
const previewed = /^image\/(jpeg|png|webp)$/;

export const isAsked = ({ work }: WithWork, job: FileJob): boolean => work?.[job] !== undefined;

export const asked = (file: StoredFile, job: FileJob, now: number): StoredFile => ({
  ...file,
  work: { ...file.work, [job]: { times: 0, at: now } },
});

export function done(file: StoredFile, job: FileJob): StoredFile {
  const { [job]: _done, ...work } = file.work ?? {};
  return { ...file, work };
}

/** The queue has it, or was not reached. */
export function sent(file: StoredFile, job: FileJob, now: number, isTaken: boolean): StoredFile {
  const times = file.work?.[job]?.times ?? 0;
  const later = againMs[times];
  const next: AskedJob = isTaken
    ? { times: times + 1, at: later === undefined ? null : now + later }
    : { times, at: now + queueAwayMs };
  return { ...file, work: { ...file.work, [job]: next } };
}

/** Previews wait for the scanner. */
function dueAtOf(file: WithWork, job: FileJob): number | null {
  if (job === "preview-file" && isAsked(file, "scan-file")) return null;
  return file.work?.[job]?.at ?? null;
}

export const dueJobs = (file: WithWork, now: number): readonly FileJob[] =>
  fileJobs.filter((job) => {
    const at = dueAtOf(file, job);
    return at !== null && at <= now;
  });

/** Null: nothing is. */
export function workDueAt(file: WithWork): number | null {
  const times = fileJobs.map((job) => dueAtOf(file, job)).filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** The previews that a picture has not, and is too large to be its own. */
export function missingPreviews({ facts, previews, made }: StoredFile): readonly PreviewSize[] {
  if (facts === null || made !== undefined || !previewed.test(facts.mimeType)) return [];
  const { width = 0, height = 0 } = facts;
  return previewSizes.filter((size) => Math.max(width, height) > Number(size) && previews[size] === undefined);
}
