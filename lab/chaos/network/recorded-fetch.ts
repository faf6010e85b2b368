// The `fetch` of every client in a run: the platform's own, with the answers recorded.
import * as v from "valibot";
import { problemShape } from "../../../schema/protocol/problem.ts";
import type { Fetch } from "../../../sdk/client/runtime.ts";
import type { Recorder } from "../history/recorder.ts";
import type { FrameFaults } from "./frame-faults.ts";
import { maxGarbled } from "../history/wire.ts";

/** @param faults what happens to answers */
export function recordedFetch(recorder: Recorder, faults?: FrameFaults): Fetch {
  return async (url, init) => {
    const { status, headers, text } = await recorder.during(() => answerTo(url, init));
    const call = `${init.method} ${new URL(url).pathname}`;
    const garbled = isOfTheProtocol(status, text) ? null : text.slice(0, maxGarbled);
    recorder.note({ kind: "answered", call, status, garbled });
    await faults?.answer(url);
    return { status, headers, text: () => Promise.resolve(text) };
  };
}

/** Reads the whole answer; rejects if the network fails meanwhile. */
async function answerTo(...[url, init]: Parameters<Fetch>) {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** JSON or empty; refusals must be problem documents. */
function isOfTheProtocol(status: number, text: string): boolean {
  if (status < 400 && text === "") return true;
  try {
    const body: unknown = JSON.parse(text);
    return status < 400 || v.is(problemShape, body);
  } catch {
    return false;
  }
}
