// Tooling, off the message's way: the API documents as the text of their files; the same shapes give the same text.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asyncApiDocument } from "./asyncapi.ts";
import { openApiDocument } from "./openapi.ts";

interface ApiDocument {
  readonly file: string;
  readonly text: string;
}

const root = join(import.meta.dirname, "../..");

export function apiDocuments(): readonly ApiDocument[] {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const fileOf = (name: string): string => join(root, "workers/api-docs", name);
  const textOf = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;
  return [
    { file: fileOf("openapi.json"), text: textOf(openApiDocument(version)) },
    { file: fileOf("asyncapi.json"), text: textOf(asyncApiDocument(version)) },
  ];
}
