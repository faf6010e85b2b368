// Tooling, off the message's way: `npm run generate` writes the API documents that the Worker serves.
import { writeFileSync } from "node:fs";
import { apiDocuments } from "./api-documents.ts";

for (const { file, text } of apiDocuments()) writeFileSync(file, text);
