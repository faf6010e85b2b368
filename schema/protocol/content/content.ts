// The content of a message. A kind that is listed here is known everywhere.
import * as v from "valibot";
import { shapesOf } from "../shapes-of.ts";
import type { ContentKind } from "./content-kind.ts";
import { textContent } from "./text.ts";

const kinds = [textContent] as const;

export const contentShape = v.variant("type", shapesOf(kinds));
export type Content = v.InferOutput<typeof contentShape>;

/** By type. */
export const contentKinds: ReadonlyMap<string, ContentKind<Content>> = new Map(kinds.map((kind) => [kind.type, kind]));
