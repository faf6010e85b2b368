// PUT of a Worker in the stand-in: everything that its metadata names must be there, as Cloudflare demands it.
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { AccountState, Binding, Script } from "./account-state.ts";
import { formBody, Refusal, type Call } from "./exchange.ts";

const stepShape = v.object({ new_sqlite_classes: v.optional(v.array(v.string()), []) });
const metadataShape = v.object({
  main_module: v.string(),
  compatibility_date: v.string(),
  compatibility_flags: v.optional(v.array(v.string()), []),
  bindings: v.array(v.looseObject({ type: v.string(), name: v.string() })),
  keep_bindings: v.optional(v.array(v.string()), []),
  migrations: v.optional(
    v.object({ old_tag: v.optional(v.string()), new_tag: v.optional(v.string()), steps: v.array(stepShape) }),
  ),
  assets: v.optional(v.looseObject({ jwt: v.optional(v.string()) })),
  observability: v.optional(v.unknown()),
});
type Metadata = v.InferOutput<typeof metadataShape>;

/** The Worker as it is after the upload, which has not changed anything yet. @throws Refusal */
export async function readUpload(call: Call, name: string): Promise<Script> {
  const form = await formBody(call);
  const { account } = call;
  const earlier = account.scripts.get(name);
  const metadata = await readMetadata(form);
  const modules = new Map<string, string>();
  // Beside them come the metadata and source maps.
  for (const [part, value] of form) {
    if (typeof value !== "string" && value.type === "application/javascript+module")
      modules.set(part, await value.text());
  }
  if (!modules.has(metadata.main_module)) throw new Refusal(400, 10021, `No such module "${metadata.main_module}".`);
  const { tag, classes } = migrate(metadata, earlier);
  const bindings = bindingsOf(metadata, earlier);
  for (const binding of bindings) mustBeBindable(account, binding, classes);
  return {
    name,
    versionId: randomUUID(),
    mainModule: metadata.main_module,
    modules,
    compatibilityDate: metadata.compatibility_date,
    compatibilityFlags: metadata.compatibility_flags,
    bindings,
    migrationTag: tag,
    classes,
    assets: assetsOf(account, metadata, earlier),
    uploads: (earlier?.uploads ?? 0) + 1,
    workersDev: earlier?.workersDev ?? false,
    lastDeployedFrom: "wrangler",
    observability: metadata.observability ?? earlier?.observability,
  };
}

async function readMetadata(form: FormData): Promise<Metadata> {
  const part = form.get("metadata");
  const text = typeof part === "string" ? part : await part?.text();
  const metadata = v.safeParse(v.pipe(v.string(), v.parseJson(), metadataShape), text);
  if (!metadata.success) throw new Refusal(400, 10021, `metadata: ${v.summarize(metadata.issues)}`);
  return metadata.output;
}

/** Classes are made once, and only by migrations that begin where the Worker is. */
function migrate({ migrations }: Metadata, earlier: Script | undefined) {
  const tag = earlier?.migrationTag ?? null;
  const classes = new Set(earlier?.classes);
  if (migrations === undefined) return { tag, classes };
  if ((migrations.old_tag ?? null) !== tag) {
    throw new Refusal(
      412,
      10079,
      `migration tag precondition failed; expected "${tag ?? ""}", got "${migrations.old_tag ?? ""}"`,
    );
  }
  for (const name of migrations.steps.flatMap((step) => step.new_sqlite_classes)) {
    if (classes.has(name))
      throw new Refusal(400, 10074, `Cannot apply new-class migration to class ${name} that exists.`);
    classes.add(name);
  }
  return { tag: migrations.new_tag ?? tag, classes };
}

/** With those that are kept or inherited from the version before. */
function bindingsOf({ bindings, keep_bindings }: Metadata, earlier: Script | undefined): readonly Binding[] {
  const before = earlier?.bindings ?? [];
  const given = bindings.map((binding): Binding => {
    if (binding.type !== "inherit") return binding;
    const inherited = before.find(({ name }) => name === binding.name);
    if (inherited !== undefined) return inherited;
    throw new Refusal(
      400,
      10057,
      `inherit binding '${binding.name}' is invalid: no such binding in the previous version`,
    );
  });
  const names = new Set(given.map(({ name }) => name));
  if (names.size < given.length) throw new Refusal(400, 10021, "two bindings have the same name");
  return [...given, ...before.filter(({ type, name }) => keep_bindings.includes(type) && !names.has(name))];
}

function mustBeBindable(account: AccountState, binding: Binding, classes: ReadonlySet<string>): void {
  const field = (name: string): string => {
    const value = binding[name];
    if (typeof value === "string" && value !== "") return value;
    throw new Refusal(
      400,
      10021,
      `binding ${binding.name} of type ${binding.type} must have a valid ${name} specified`,
    );
  };
  switch (binding.type) {
    case "d1": {
      const id = typeof binding["database_id"] === "string" ? field("database_id") : field("id");
      if (![...account.databases.values()].includes(id)) {
        throw new Refusal(400, 10181, `D1 binding '${binding.name}' references database '${id}' which was not found.`);
      }
      return;
    }
    case "r2_bucket":
      if (!account.buckets.has(field("bucket_name"))) {
        throw new Refusal(400, 10085, `R2 bucket '${field("bucket_name")}' not found.`);
      }
      return;
    case "queue":
      if (!account.queues.has(field("queue_name"))) {
        throw new Refusal(400, 11000, `Queue '${field("queue_name")}' does not exist.`);
      }
      return;
    case "durable_object_namespace":
      if (!classes.has(field("class_name"))) {
        throw new Refusal(
          400,
          10061,
          `Cannot create binding for class '${field("class_name")}' because it is not currently configured to implement Durable Objects.`,
        );
      }
      return;
    case "ratelimit":
      if (!/^[1-9]\d*$/.test(field("namespace_id")))
        throw new Refusal(400, 10021, "namespace_id must be a positive integer");
      return;
    case "plain_text":
    case "secret_text":
      if (typeof binding["text"] !== "string")
        throw new Refusal(400, 10021, `binding ${binding.name} must have a text`);
      return;
    case "assets":
    case "images":
    case "version_metadata":
      return;
    default:
      throw new Refusal(400, 10021, `the stand-in knows no binding of type ${binding.type}`);
  }
}

function assetsOf(
  { assetUploads }: AccountState,
  { assets }: Metadata,
  earlier: Script | undefined,
): Readonly<Record<string, string>> {
  if (assets === undefined) return {};
  if (assets.jwt === undefined) return earlier?.assets ?? {};
  const manifest = assetUploads.get(assets.jwt);
  if (manifest === undefined) throw new Refusal(400, 10304, "the assets' completion token is unknown");
  return manifest;
}
