// Why an element of the page could not load a file: it is told nothing but that it failed.
import { parseProblem } from "./parse-problem.ts";

export interface Refusal {
  readonly code: string;
  readonly retryAfterMs: number;
}

/** @returns null: its bytes can be had; `UNAVAILABLE`: nobody answers */
export async function whyNot(url: string): Promise<Refusal | null> {
  try {
    // No more than says whether it is there.
    const response = await fetch(url, { headers: { range: "bytes=0-0" } });
    if (response.ok) {
      await response.body?.cancel();
      return null;
    }
    return parseProblem(await response.text());
  } catch {
    return { code: "UNAVAILABLE", retryAfterMs: 0 };
  }
}
