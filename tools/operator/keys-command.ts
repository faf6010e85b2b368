// `npm run keys -- rotate`: adds a key that signs from now on; the old keys still verify, so nobody is signed out.
import { resolve } from "node:path";
import { makeSigningKey, readKeysFile, rotateKeys, writeKeysFile } from "../run/keys.ts";
import { inRepository } from "../run/wrangler.ts";

const usage = `npm run keys -- rotate [file]   makes a new signing key in the file, .dev.vars unless another is named
npm run keys -- show [file]     writes the keys, for: npm run --silent keys -- show .dev.vars.production | npx wrangler secret put SIGNING_KEYS
`;

const afterRotation = (file: string): string => `
A new key signs in ${file}. A running local server takes it up when it is started again.
Keep a deployment's keys in a file of their own, since Cloudflare does not give secrets back:

  npm run keys -- rotate .dev.vars.production
  npm run --silent keys -- show .dev.vars.production | npx wrangler secret put SIGNING_KEYS

Such files are never committed (.gitignore).
`;

async function main(command: string | undefined, file: string): Promise<number> {
  const path = resolve(inRepository(), file);
  const keys = await readKeysFile(path);
  if (command === "rotate") {
    const now = Date.now();
    await writeKeysFile(path, rotateKeys(keys, await makeSigningKey(now), now));
    process.stdout.write(afterRotation(file));
    return 0;
  }
  if (command === "show" && keys.length > 0) {
    process.stdout.write(JSON.stringify(keys));
    return 0;
  }
  process.stderr.write(command === "show" ? `There are no keys in ${file}.\n` : usage);
  return 1;
}

process.exit(await main(process.argv[2], process.argv[3] ?? ".dev.vars"));
