// `npm run keys`: rotates the keys in a file of secrets, and writes them for `wrangler secret put`. Old keys still verify.
import { resolve } from "node:path";
import {
  makeIdKey,
  makePushKey,
  makeSigningKey,
  readIdKeysFile,
  readKeysFile,
  readPushKeysFile,
  rotateKeys,
  writeIdKeysFile,
  writeKeysFile,
  writePushKeysFile,
} from "../run/keys.ts";
import { writeVariable } from "../run/secrets-file.ts";
import { inRepository } from "../run/wrangler.ts";
import { apnsSecret, fcmSecret } from "./app-push-secrets.ts";

const usage = `npm run keys -- rotate [file]       makes a new signing key in the file, .dev.vars unless another is named
npm run keys -- show [file]         writes the keys, for: npm run --silent keys -- show .dev.vars.production | npx wrangler secret put SIGNING_KEYS
npm run keys -- rotate-ids [file]   makes a new key of the MACs in group ids and links; earlier ones stay for ever
npm run keys -- show-ids [file]     writes them, for: npm run --silent keys -- show-ids .dev.vars.production | npx wrangler secret put ID_KEYS
npm run keys -- rotate-push [file]  makes a new key with which browsers subscribe to push; earlier ones stay, for subscriptions made with them
npm run keys -- show-push [file]    writes them, for: npm run --silent keys -- show-push .dev.vars.production | npx wrangler secret put VAPID_KEYS
npm run keys -- apns AuthKey_KEYID.p8 KEYID TEAMID TOPIC [file]   puts what Apple gave into the file: push to its devices; TOPIC: the app's bundle id
npm run keys -- fcm service-account.json [file]                   puts what the Firebase console gave into the file: push to Android apps
`;

const standardFile = ".dev.vars";

const kinds = {
  "": { secret: "SIGNING_KEYS", does: "signs" },
  "-ids": { secret: "ID_KEYS", does: "makes ids" },
  "-push": { secret: "VAPID_KEYS", does: "is for new push subscriptions" },
} as const;

const afterRotation = (file: string, kind: keyof typeof kinds): string => `
A new key ${kinds[kind].does} in ${file}. A running local server takes it up when it is started again.
Keep a deployment's keys in a file of their own, since Cloudflare does not give secrets back:

  npm run keys -- rotate${kind} .dev.vars.production
  npm run deploy
      which uploads the file; or by hand:
  npm run --silent keys -- show${kind} .dev.vars.production | npx wrangler secret put ${kinds[kind].secret}

Such files are never committed (.gitignore).
`;

function show(keys: readonly object[], file: string): number {
  if (keys.length === 0) {
    process.stderr.write(`There are no keys in ${file}.\n`);
    return 1;
  }
  process.stdout.write(JSON.stringify(keys));
  return 0;
}

async function putSecret(name: string, secret: () => Promise<string>, file = standardFile): Promise<number> {
  try {
    await writeVariable(resolve(inRepository(), file), name, await secret());
  } catch (error) {
    // A file that cannot be read, or has something else: neither message quotes it.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 1;
  }
  process.stdout.write(
    `${name} is in ${file}. npm run deploy uploads it; a running local server takes it up at its next start.\n`,
  );
  return 0;
}

async function main([command, ...rest]: readonly string[]): Promise<number> {
  const [file = standardFile] = rest;
  const path = resolve(inRepository(), file);
  const now = Date.now();
  switch (command) {
    case "rotate":
      await writeKeysFile(path, rotateKeys(await readKeysFile(path), await makeSigningKey(now), now));
      process.stdout.write(afterRotation(file, ""));
      return 0;
    case "rotate-ids":
      await writeIdKeysFile(path, [makeIdKey(now), ...(await readIdKeysFile(path))]);
      process.stdout.write(afterRotation(file, "-ids"));
      return 0;
    case "rotate-push":
      await writePushKeysFile(path, [await makePushKey(now), ...(await readPushKeysFile(path))]);
      process.stdout.write(afterRotation(file, "-push"));
      return 0;
    case "apns": {
      const [p8, keyId, teamId, topic, into] = rest;
      return putSecret("APNS_KEY", () => apnsSecret(p8, keyId, teamId, topic), into);
    }
    case "fcm": {
      const [account, into] = rest;
      return putSecret("FCM_SERVICE_ACCOUNT", () => fcmSecret(account), into);
    }
    case "show":
      return show(await readKeysFile(path), file);
    case "show-ids":
      return show(await readIdKeysFile(path), file);
    case "show-push":
      return show(await readPushKeysFile(path), file);
    default:
      process.stderr.write(usage);
      return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
