// `npm run fix`: what the formatter and the linter can fix automatically.
import { runTool } from "../run/run-tool.ts";

const lintCode = await runTool("oxlint", ["--fix"]);
const formatCode = await runTool("oxfmt", []);
process.exit(lintCode === 0 ? formatCode : lintCode);
