// Finds ejabberd and PostgreSQL where Debian's packages put them. Nothing is ever installed.
import { execFile } from "node:child_process";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Installed {
  /** The folder of `initdb`, `postgres`, `psql`. */
  readonly postgresBin: string;
  readonly schemaFile: string;
  /** Where Erlang finds ejabberd. */
  readonly erlangLibs: string;
  /** Such as "ejabberd 23.01-1, PostgreSQL 15.8". */
  readonly versions: string;
  /** For root only, as which neither server runs: the user `postgres` of the package. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

const schemaFile = "/usr/share/ejabberd/sql/pg.sql";
const postgresDir = "/usr/lib/postgresql";

/** Null where a package is missing: `ejabberd`, `erlang-p1-pgsql`, `postgresql`. */
export async function findEjabberd(): Promise<Installed | null> {
  try {
    const control = await readFile("/usr/sbin/ejabberdctl", "utf8");
    const erlangLibs = /^ERL_LIBS='([^']+)'/m.exec(control)?.[1];
    const release = (await readdir(postgresDir)).toSorted((a, b) => Number(a) - Number(b)).at(-1);
    if (erlangLibs === undefined || release === undefined) return null;
    await access(schemaFile);
    const packages = ["-W", "-f=${Version} ${db:Status-Status}\n", "ejabberd", "erlang-p1-pgsql"];
    const [ejabberd = "", driver = ""] = (await run("dpkg-query", packages)).stdout.split("\n");
    if (!ejabberd.endsWith(" installed") || !driver.endsWith(" installed")) return null;
    const postgresBin = join(postgresDir, release, "bin");
    const { stdout: postgres } = await run(join(postgresBin, "postgres"), ["--version"]);
    const versions = `ejabberd ${ejabberd.split(" ")[0] ?? ""}, PostgreSQL ${/[\d.]+/.exec(postgres)?.[0] ?? ""}`;
    return { postgresBin, schemaFile, erlangLibs, versions, user: await otherUser() };
  } catch {
    return null;
  }
}

async function otherUser(): Promise<Installed["user"]> {
  if (process.getuid?.() !== 0) return null;
  const idOf = async (flag: string): Promise<number> => Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await idOf("-u"), gid: await idOf("-g") };
}
