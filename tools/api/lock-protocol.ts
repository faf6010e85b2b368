// Tooling, off the message's way: `npm run protocol:lock` accepts the wire protocol as it is now.
import { writeFileSync } from "node:fs";
import { describeProtocol, lockFile, lockOf } from "./protocol-lock.ts";

writeFileSync(lockFile, `${JSON.stringify(lockOf(await describeProtocol()), null, 2)}\n`);
