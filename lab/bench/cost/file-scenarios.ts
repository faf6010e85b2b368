// What a picture costs: sent as Klatch's apps send it, and seen as they show it.
import { createHash } from "node:crypto";
import sharp from "sharp";
import * as v from "valibot";
import { fileShape } from "../../../schema/protocol/files.ts";
import { ask } from "../../kit/ask.ts";
import { objectGb, prices } from "../prices.ts";
import { assumedCallMs } from "./ledger.ts";
import { uuidV7 } from "../load/frames.ts";
import type { Change, ChangeCost, Scene } from "./change-scenarios.ts";

const side = 1_600;

/** About 1 MiB, and two previews, as a browser makes them. */
async function pictureWithPreviews() {
  const noise = { type: "gaussian", mean: 128, sigma: 24 } as const;
  const drawn = sharp({ create: { width: side, height: side, channels: 3, background: "gray", noise } });
  const bytes = await drawn.jpeg({ quality: 78 }).toBuffer();
  const preview = (size: number) => sharp(bytes).resize(size, size, { fit: "inside" }).webp({ quality: 75 }).toBuffer();
  return { bytes, previews: { "320": await preview(320), "1280": await preview(1_280) } };
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** @returns where its readers find it */
async function sendPicture(scene: Scene): Promise<{ readonly path: string; readonly seq: number }> {
  const { lab, pair } = scene;
  const { bytes, previews } = await pictureWithPreviews();
  const declared = { name: "cups.jpg", size: bytes.length, type: "image/jpeg", sha256: hashOf(bytes) };
  const upload = await ask(lab.url, pair.sender, ["POST", "/api/files"], declared);
  const { fileId } = v.parse(v.object({ fileId: v.string() }), await upload.json());
  const file = `/api/files/${fileId}`;
  await ask(lab.url, pair.sender, ["PUT", `${file}/parts/1?sha256=${hashOf(bytes)}`], new Uint8Array(bytes));
  for (const [size, preview] of Object.entries(previews))
    await ask(lab.url, pair.sender, ["PUT", `${file}/previews/${size}`], new Uint8Array(preview));
  const done = await ask(lab.url, pair.sender, ["POST", `${file}/complete`]);
  const { name: _name, ...facts } = v.parse(fileShape, await done.json());
  const talk = `/api/conversations/${pair.conversationId}`;
  const content = { type: "image", ...facts };
  const sent = await ask(lab.url, pair.sender, ["POST", `${talk}/messages`], {
    clientMsgId: uuidV7(lab.now()),
    content,
  });
  const { seq } = v.parse(v.object({ seq: v.number() }), await sent.json());
  // Its object is told of the message.
  await lab.ringAll();
  return { path: `${talk}/files/${fileId}`, seq };
}

async function seePicture(
  { lab, pair: { receiver } }: Scene,
  { path, seq }: { readonly path: string; readonly seq: number },
): Promise<void> {
  const told = await ask(lab.url, receiver, ["POST", `${path}/address`], { seq, size: "320" });
  const { url } = v.parse(v.object({ url: v.string() }), await told.json());
  await (await fetch(lab.url + url)).arrayBuffer();
}

const soonMs = 30_000;
const [sentName, seenName] = ["a picture of 1 MiB, sent", "the same, and its preview seen once"] as const;

export const pictureChanges = {
  [sentName]: { afterMs: soonMs, make: sendPicture },
  [seenName]: { afterMs: soonMs, make: async (scene: Scene) => seePicture(scene, await sendPicture(scene)) },
} as const satisfies Readonly<Record<string, Change>>;

const usdOf = (cost: ChangeCost): number =>
  cost.workerRequests * prices.workerRequest +
  (cost.objectRequests + cost.deliveries) *
    (prices.objectRequest + assumedCallMs * (objectGb / 1_000) * prices.gbSecond) +
  cost.rowsWritten * prices.rowWritten +
  cost.rowsRead * prices.rowRead +
  cost.r2Writes * prices.r2Write +
  cost.r2Reads * prices.r2Read;

/** The picture, its previews, and its object, as large as an empty one is on disk. */
const [pictureBytes, objectBytes] = [1_200_000, 70_000];

/** Of a picture that is kept for a month, in USD: sent to so many who each see it once. The message is not in it. */
export function pricesOfPicture(costs: Readonly<Record<string, ChangeCost>>, readers: number): number | null {
  const [sent, seen] = [costs[sentName], costs[seenName]];
  if (sent === undefined || seen === undefined) return null;
  const kept = (pictureBytes * prices.r2GbMonth + objectBytes * prices.objectGbMonth) / 1e9;
  return usdOf(sent) + readers * (usdOf(seen) - usdOf(sent)) + kept;
}
