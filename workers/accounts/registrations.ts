// Registrations per address and hour, counted in the directory because the rate-limit binding has no periods of an
// hour.
import { lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { registration } from "../../schema/tables/directory/tables.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { askDirectory } from "./directory.ts";

const hourMs = 3_600_000;

/** Counts one registration. @returns RATE_LIMITED beyond the limit, with the ms until the hour ends */
export async function countRegistration(
  database: D1Database,
  addressHash: string,
  limit: number,
  nowMs: number,
): Promise<Refused | null> {
  const hour = Math.floor(nowMs / hourMs);
  const directory = drizzle(database);
  const [counted] = await askDirectory(() =>
    directory.batch([
      directory
        .insert(registration)
        .values({ hour, addressHash, count: 1 })
        .onConflictDoUpdate({
          target: [registration.hour, registration.addressHash],
          set: { count: sql`${registration.count} + 1` },
        })
        .returning({ count: registration.count }),
      directory.delete(registration).where(lt(registration.hour, hour)),
    ]),
  );
  return (counted[0]?.count ?? 0) > limit ? refused("RATE_LIMITED", (hour + 1) * hourMs - nowMs) : null;
}
