// `npm run deploy` as a process against the stand-in, which may be killed at any call that it makes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRepository } from "../../tools/run/wrangler.ts";
import type { Call } from "./exchange.ts";
import { fullToken, type CloudflareStandIn } from "./stand-in.ts";

export interface Ended {
  /** Null: killed. */
  readonly code: number | null;
  readonly output: string;
}

export interface Mishap {
  /** The process and all that it started are killed. */
  readonly kill?: (call: Call) => boolean;
  /** The connection ends. */
  readonly loseAnswer?: (call: Call) => boolean;
}

/** Somebody who deploys to the stand-in's account, with a folder of their own. */
export class Deployer {
  readonly standIn: CloudflareStandIn;
  /** With the files of secrets. */
  readonly root: string;

  private constructor(standIn: CloudflareStandIn, root: string) {
    this.standIn = standIn;
    this.root = root;
  }

  static async at(standIn: CloudflareStandIn): Promise<Deployer> {
    return new Deployer(standIn, await mkdtemp(join(tmpdir(), "klatch-deploy-")));
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      CLOUDFLARE_API_BASE_URL: this.standIn.apiUrl,
      CLOUDFLARE_API_TOKEN: fullToken,
      CLOUDFLARE_ACCOUNT_ID: this.standIn.account.id,
      KLATCH_DEPLOY_ROOT: this.root,
      KLATCH_DEPLOY_ADDRESS: this.standIn.edgeUrl,
      // Built once, before.
      KLATCH_WEB: "as-it-is",
      // No login of the person whose machine this is, and no logs in their folder.
      HOME: this.root,
      XDG_CONFIG_HOME: this.root,
    };
  }

  /** @param at after this call was carried out, and before its answer arrives, something happens */
  async run(
    args: readonly string[],
    at: Mishap = {},
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const child = spawn(process.execPath, [inRepository("tools/deploy/deploy.ts"), ...args], {
      cwd: inRepository(),
      env: { ...process.env, ...this.environment, ...environment },
      // A group of its own, so that wrangler is killed as well.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    let isDead = false;
    this.standIn.interference = {
      before: () => (isDead ? { status: 503, text: "" } : null),
      after: (call) => {
        if (isDead || child.pid === undefined) return isDead;
        if (at.loseAnswer?.(call) === true) return true;
        if (at.kill?.(call) !== true) return false;
        isDead = true;
        process.kill(-child.pid, "SIGKILL");
        return true;
      },
    };
    const [code] = (await once(child, "close")) as [number | null];
    this.standIn.interference = {};
    return { code, output };
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}
