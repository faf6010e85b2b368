// The first step of every npm script: installs missing packages, then runs the given script with a sufficiently new
// Node. Plain JavaScript without packages, because a fresh clone has nothing else; must run on Node 20.
import { spawn, spawnSync } from "node:child_process";
import { lstatSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const binDir = join(root, "node_modules", ".bin");

/** The packages in a lockfile by their path, including those of workspaces; none if there is no such file. */
function readPackages(lockfile) {
  try {
    const { packages } = JSON.parse(readFileSync(join(root, lockfile), "utf8"));
    return new Map(Object.entries(packages).filter(([place]) => /(^|\/)node_modules\//.test(place)));
  } catch {
    return new Map();
  }
}

/** Whether node_modules matches package-lock.json; npm records there what it installed last. */
function isInstalled() {
  const installed = readPackages("node_modules/.package-lock.json");
  const wanted = [...readPackages("package-lock.json")];
  const isSame = ([place, entry]) => {
    const found = installed.get(place);
    // Optional packages are not installed where they do not fit the machine.
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  };
  return installed.size > 0 && wanted.every(isSame);
}

/** Why `npm ci`, which empties node_modules first, must not run unasked; null if it may. */
function whyNotInstall() {
  if (lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink())
    return "node_modules is a symbolic link, whose packages others may use. Remove the link.";
  // wrangler runs `npm run build` from packages that would be deleted beneath it.
  if (process.env.WRANGLER_COMMAND) return "wrangler is running.";
  return null;
}

function install() {
  const reason = whyNotInstall();
  if (reason !== null) {
    console.error(`Packages are missing or differ from package-lock.json, and ${reason} Run: npm ci`);
    process.exit(1);
  }
  console.log("Installing packages; this takes a moment, once …");
  const args = [
    "ci",
    "--ignore-scripts",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const npm = process.env.npm_execpath;
  const { status } = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Node 24 from node_modules if it exists for this machine, else the running Node if wrangler accepts it. */
function findNode() {
  const bundled = join(binDir, "node");
  if (spawnSync(bundled, ["--version"]).status === 0) return bundled;
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath;
  console.error(`Klatch needs Node 22.12 or newer on this machine; this is ${process.version}.`);
  return process.exit(1);
}

if (!isInstalled()) install();

const child = spawn(
  findNode(),
  // Both are the default in Node 24, but not yet in 22.12.
  ["--experimental-strip-types", "--disable-warning=ExperimentalWarning", ...process.argv.slice(2)],
  { stdio: "inherit", env: { ...process.env, PATH: `${binDir}${delimiter}${process.env.PATH ?? ""}` } },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// Killing npm ends only the shell in between: no signal arrives, but the parent process changes.
const parent = process.ppid;
const watch = () => {
  if (process.ppid !== parent) child.kill("SIGTERM");
};
setInterval(watch, 500).unref();
child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
