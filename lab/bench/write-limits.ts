// `npm run limits`: writes docs/limits.md.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { limitsDocument } from "./cost/limits-document.ts";

await writeFile(join(import.meta.dirname, "../../docs/limits.md"), limitsDocument());
