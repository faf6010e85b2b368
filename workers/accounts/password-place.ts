// Which shard hashes and counts a password: the only place that decides it.
import { passwordShards } from "../../schema/rpc/password-shard.ts";
import { keyedHash, type HashKeys } from "./keyed-hash.ts";

export interface PasswordPlace {
  /** The name of the shard's object. */
  readonly shard: string;
  /** What wrong passwords are counted under: a keyed hash, so that the shard does not know the name. */
  readonly subject: string;
}

/** The kind keeps a username, a user id and a group id apart that are the same text. */
type Kind = "username" | "user" | "group" | "registration";

/** Keyed: whoever could compute the place could choose names that share the shard of somebody else. */
export function passwordPlace(kind: Kind, name: string, keys: HashKeys): PasswordPlace {
  const text = kind === "username" ? name.toLowerCase() : name;
  const digest = keyedHash(`password ${kind}`, text, keys);
  return {
    shard: `shard-${digest.readUInt32BE(0) % passwordShards}`,
    subject: digest.subarray(4).toString("base64url").slice(0, 22),
  };
}
