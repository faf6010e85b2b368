// What the linter holds: the usual rules, and which folder may import which. Every boundary is a row of the tables below.
import { defineConfig, type OxlintOverride } from "oxlint";

/** Everything below depends on what stands before it, never the other way round. */
const layers = ["schema", "durable-objects", "workers", "sdk", "apps", "tools", "lab", "test"] as const;
type Layer = (typeof layers)[number];

/** The folders of `durable-objects/`: what each may import beside itself and `schema/`. */
const folders: Readonly<Record<string, readonly string[]>> = {
  runtime: [],
  stream: ["runtime"],
  sockets: ["runtime", "stream"],
  conversation: ["runtime", "stream"],
  "network-shard": ["runtime"],
  direct: ["runtime", "stream", "conversation"],
  group: ["runtime", "stream", "conversation"],
  passwords: ["runtime"],
  fleet: ["runtime"],
  files: ["runtime"],
  // Of conversations it knows the tiers of history only: it reads what a log has dropped.
  "user-session": ["runtime", "stream", "sockets", "conversation/projections/history"],
};

/** Only these know the platform; everything else is pure and runs in Node. */
const platformFiles = [
  "durable-objects/conversation/conversation-actor.ts",
  "durable-objects/direct/conversation.ts",
  "durable-objects/files/shared-file.ts",
  "durable-objects/fleet/fleet.ts",
  "durable-objects/group/group.ts",
  "durable-objects/network-shard/network-shard.ts",
  "durable-objects/passwords/password-shard.ts",
  "durable-objects/user-session/session-actor.ts",
  "workers/http/entry.ts",
];

/** By `regex` (Rust's: without look-around), or by `group`, globs of which the later ones win. */
interface Restriction {
  readonly regex?: string;
  readonly group?: string[];
  readonly message: string;
  readonly allowTypeImports?: boolean;
}

const noPlatform: Restriction = {
  regex: "^cloudflare:",
  message: "Only an actor's shell and the Worker's entry know the platform; rules are pure and run in Node.",
};

const importsOnly = (layer: Layer, allowed: readonly Layer[]): Restriction => {
  const others = layers.filter((other) => other !== layer && !allowed.includes(other));
  const words = allowed.length === 0 ? "nothing of ours" : allowed.join(", ");
  return { regex: `(^|/)(${others.join("|")})/`, message: `${layer} imports ${words}, and itself.` };
};

const folderImportsOnly = (folder: string, allowed: readonly string[]): Restriction[] => {
  const message = `durable-objects/${folder} imports ${allowed.join(", ") || "none"} of the other folders.`;
  const opened = allowed.filter((path) => path.includes("/"));
  const partly = opened.map((path) => path.slice(0, path.indexOf("/")));
  const others = Object.keys(folders).filter((other) => other !== folder && !allowed.includes(other));
  const closed = others.filter((other) => !partly.includes(other));
  return [
    { regex: `^(\\.\\./)+(durable-objects/)?(${closed.join("|")})/`, message },
    ...(opened.length === 0
      ? []
      : [{ group: [...partly.map((other) => `**/${other}/**`), ...opened.map((path) => `!**/${path}/**`)], message }]),
  ];
};

const restricted = (files: readonly string[], patterns: readonly Restriction[]): OxlintOverride => ({
  files: [...files],
  rules: { "eslint/no-restricted-imports": ["error", { patterns: [...patterns] }] },
});

/** Whatever makes the id of an actor, and so a stub. `namespace.get(id)` needs such an id. */
const stubMakers = ["idFromName", "idFromString", "newUniqueId", "getByName", "jurisdiction"];
const noBareStubs: OxlintOverride = {
  files: ["durable-objects/**/*.ts", "workers/**/*.ts"],
  excludeFiles: ["durable-objects/runtime/stubs.ts"],
  rules: {
    "eslint/no-restricted-properties": [
      "error",
      ...stubMakers.map((property) => ({ property, message: "Stubs are made by durable-objects/runtime/stubs.ts." })),
    ],
  },
};

/** What a browser lacks on pages without TLS, or may refuse: each in one file, which knows what to do then. */
const platformOnly = "Browsers may lack or refuse it: apps/web/platform/ knows what to do then, the SDK for its own.";
const noBarePlatform: OxlintOverride = {
  files: ["apps/web/**/*.ts", "apps/web/**/*.tsx"],
  excludeFiles: ["apps/web/platform/**", "apps/web/service-worker/**"],
  rules: {
    "eslint/no-restricted-globals": [
      "error",
      ...["localStorage", "sessionStorage", "indexedDB", "caches", "BroadcastChannel", "Notification"].map((name) => ({
        name,
        message: platformOnly,
      })),
    ],
    "eslint/no-restricted-properties": [
      "error",
      ...["clipboard", "locks", "serviceWorker", "storage", "mediaDevices", "credentials", "geolocation"].map(
        (property) => ({
          object: "navigator",
          property,
          message: platformOnly,
        }),
      ),
      ...["randomUUID", "subtle"].map((property) => ({ object: "crypto", property, message: platformOnly })),
    ],
  },
};

/** Rules for texts, without a shape: the SDK has them in its package (`tools/sdk-package/`). */
const pureProtocolFiles = [
  "schema/protocol/blank.ts",
  "schema/protocol/cut-text.ts",
  "schema/protocol/content/plain-texts.ts",
];

const serverOnly = importsOnly("durable-objects", ["schema"]);
const workersOnly = importsOnly("workers", ["schema", "durable-objects"]);
const webOnly: Restriction = {
  regex: `^(\\.\\./)+(${layers.filter((layer) => layer !== "apps").join("|")})/`,
  message: "The web client knows the server through @klatch/sdk only.",
};
/** Where a part of the schema is a rule that clients judge by too. */
const onlyOfSchema = (part: string): Restriction[] => [
  {
    regex: `^(\\.\\./)+(${layers.filter((layer) => layer !== "apps" && layer !== "schema").join("|")})/`,
    message: webOnly.message,
  },
  { group: ["**/schema/**", `!**/schema/${part}/**`], message: webOnly.message },
];
const textOnly: Restriction = {
  regex: "^(\\.\\./)+(web|terminal)/",
  message: "What a text means is the same in all clients, and depends on none of them.",
};
const folderOverrides = Object.entries(folders).flatMap(([folder, allowed]) => {
  const boundaries = [serverOnly, ...folderImportsOnly(folder, allowed)];
  const shells = platformFiles.filter((file) => file.startsWith(`durable-objects/${folder}/`));
  return [
    restricted([`durable-objects/${folder}/**/*.ts`], [...boundaries, noPlatform]),
    ...(shells.length === 0 ? [] : [restricted(shells, boundaries)]),
  ];
});

export default defineConfig({
  // Kept as it was.
  ignorePatterns: ["test/frozen/"],
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "vitest"],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  categories: { correctness: "error", suspicious: "error" },
  rules: {
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/no-explicit-any": "error",
    "typescript/consistent-type-imports": "error",
    "import/no-cycle": "error",
    "eslint/eqeqeq": "error",
    "eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_", ignoreRestSiblings: true }],
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/consistent-return": "off",
    "unicorn/consistent-function-scoping": "off",
    "unicorn/no-useless-spread": "off",
    "vitest/require-to-throw-message": "off",
  },
  overrides: [
    restricted(["schema/**/*.ts"], [importsOnly("schema", []), noPlatform]),
    ...folderOverrides,
    noBareStubs,
    restricted(["workers/**/*.ts"], [workersOnly, noPlatform]),
    restricted(["workers/http/entry.ts"], [workersOnly]),
    restricted(
      ["sdk/**/*.ts"],
      [
        importsOnly("sdk", ["schema"]),
        {
          group: ["**/schema/protocol/**", ...pureProtocolFiles.map((file) => `!**/${file}`)],
          allowTypeImports: true,
          message: "sdk takes types of schema/protocol, and what is pure there.",
        },
        { group: ["**/schema/**", "!**/schema/protocol/**"], message: "sdk imports only types of schema/protocol." },
        noPlatform,
      ],
    ),
    {
      // React Native's Hermes lacks the methods that these rules suggest.
      files: ["sdk/**/*.ts"],
      rules: { "unicorn/no-array-sort": "off", "unicorn/no-array-reverse": "off" },
    },
    restricted(["apps/web/**/*.ts", "apps/web/**/*.tsx"], [webOnly]),
    noBarePlatform,
    {
      files: ["sdk/**/*.ts"],
      excludeFiles: ["sdk/tabs/shared-socket.ts"],
      rules: {
        "eslint/no-restricted-globals": [
          "error",
          ...["BroadcastChannel", "indexedDB", "localStorage", "sessionStorage"].map((name) => ({
            name,
            message: "Not every platform has it: it is asked for in one place, which goes on without it.",
          })),
        ],
      },
    },
    restricted(["apps/text/**/*.ts"], [...onlyOfSchema("names"), textOnly]),
    // Who is told is judged by the server's own rule.
    restricted(["apps/web/notifications/is-heard.ts"], onlyOfSchema("telling")),
    // The SDK makes no calls of operators.
    restricted(
      ["apps/web/admin/admin-calls.ts"],
      [{ ...webOnly, allowTypeImports: true, message: "Of the server, only types of its routes and acts." }],
    ),
    {
      files: ["apps/web/**/*.ts", "apps/web/**/*.tsx"],
      rules: { "import/no-unassigned-import": ["error", { allow: ["**/*.css"] }] },
    },
  ],
});
