// Tooling, off the message's way: `npm run generate` writes what the Worker has of other sources: the API documents that it
// serves, and the hash of the web client's inlined style.
import { writeFileSync } from "node:fs";
import { firstStyleFile } from "../build/first-style-file.ts";
import { apiDocuments } from "./api-documents.ts";

for (const { file, text } of [...apiDocuments(), firstStyleFile()]) writeFileSync(file, text);
