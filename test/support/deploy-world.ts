// Somebody who deploys to the stand-in of Cloudflare's API within the test's process, as far as that goes without wrangler.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Binding } from "../../lab/cloudflare/account-state.ts";
import { Deployer } from "../../lab/cloudflare/deploy-process.ts";
import { putForeignScript } from "../../lab/cloudflare/routes-workers.ts";
import { CloudflareStandIn } from "../../lab/cloudflare/stand-in.ts";
import { parseDeployOptions } from "../../tools/deploy/deploy-options.ts";
import { runDeploy } from "../../tools/deploy/run-deploy.ts";

export const refusal = (code: number, message: string): string =>
  JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null });

const secret = (name: string): Binding => ({ type: "secret_text", name, text: "…" });
export const allSecrets: readonly Binding[] = ["SIGNING_KEYS", "ID_KEYS", "ADMIN_TOKEN"].map(secret);

export class DeployWorld {
  readonly standIn: CloudflareStandIn;
  readonly deployer: Deployer;

  private constructor(standIn: CloudflareStandIn, deployer: Deployer) {
    this.standIn = standIn;
    this.deployer = deployer;
  }

  static async start(): Promise<DeployWorld> {
    const standIn = await CloudflareStandIn.start();
    return new DeployWorld(standIn, await Deployer.at(standIn));
  }

  /** @param mayGoOn null: nobody is at the terminal */
  async deploy(
    args: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
    mayGoOn: (() => Promise<boolean>) | null = null,
  ) {
    const options = parseDeployOptions(args);
    if (options === null) throw new Error("invalid arguments");
    let said = "";
    const write = (text: string): void => void (said += `${text}\n`);
    const all = { ...this.deployer.environment, ...environment };
    return { code: await runDeploy(options, { environment: all, write, warn: write, mayGoOn }), said };
  }

  /** @returns what it says when it stops. @throws Error when it does not */
  async stopped(args?: readonly string[]): Promise<string> {
    const { code, said } = await this.deploy(args);
    if (code !== 1) throw new Error(`it did not stop:\n${said}`);
    return said;
  }

  /** Of a file of the person who deploys. */
  path(file: string): string {
    return join(this.deployer.root, file);
  }

  /** What has changed on the account, or in the folder. */
  get changed(): readonly unknown[] {
    const files = [".dev.vars.production", ".klatch"].filter((file) => existsSync(this.path(file)));
    return [...this.standIn.changes, ...files];
  }

  /** A Worker that was deployed before, as far as the account shows it. */
  putWorker(bindings: readonly Binding[], migrationTag: string | null = null): void {
    const { account } = this.standIn;
    putForeignScript(account, "klatch");
    const script = account.scripts.get("klatch");
    if (script === undefined) throw new Error("no Worker");
    const objects = { type: "durable_object_namespace", name: "USER_SESSION", class_name: "UserSession" };
    account.scripts.set("klatch", { ...script, migrationTag, bindings: [objects, ...bindings] });
  }

  async end(): Promise<void> {
    await Promise.all([this.standIn.stop(), this.deployer.remove()]);
  }
}
