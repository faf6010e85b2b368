// Tooling, off the message's way: generates the texts of the API documents; equal shapes give equal texts.
import { readdirSync, readFileSync } from "node:fs";
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
  const [openapi, asyncapi] = [openApiDocument(version), asyncApiDocument(version)];
  return [
    { file: fileOf("openapi.json"), text: textOf(openapi) },
    { file: fileOf("asyncapi.json"), text: textOf(asyncapi) },
    { file: fileOf("served.ts"), text: servedModule({ openapi, asyncapi }) },
    { file: join(root, "workers/readiness/made.data.ts"), text: readinessModule(version) },
  ];
}

const migrationsOf = (database: string): readonly string[] =>
  readdirSync(join(root, "schema/tables", database, "migrations")).toSorted();

/** What the Worker compares its deployment with; it has no files to look into. */
function readinessModule(version: string): string {
  const values = {
    packageVersion: version,
    directoryMigrations: migrationsOf("directory"),
    historyMigrations: migrationsOf("history"),
  };
  const lines = Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
  return `// Made by \`npm run generate\`: this code's version, and the D1 migrations that it knows.\n${lines.join("\n")}\n`;
}

/** The documents as the Worker serves them: texts, which take half the room in its bundle that objects do. */
function servedModule(documents: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(documents).map(([name, document]) => {
    const text = JSON.stringify(document).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
    return `export const ${name} = '${text}';`;
  });
  return `// Made by \`npm run generate\`: the documents beside this file as the Worker serves them.\n${lines.join("\n")}\n`;
}
