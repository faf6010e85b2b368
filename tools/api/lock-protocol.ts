// Tooling, off the message's way: `npm run protocol:lock` accepts the current wire protocol as intended.
import { writeFileSync } from "node:fs";
import { describeProtocol, lockFile, lockOf } from "./protocol-lock.ts";

writeFileSync(lockFile, `${JSON.stringify(lockOf(await describeProtocol()), null, 2)}\n`);
