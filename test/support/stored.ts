// What an object stores, as the platform would bill it.
import { runInDurableObject } from "cloudflare:test";

export interface Stored {
  readonly tables: readonly string[];
  readonly alarm: number | null;
  /** Bytes of the database. One without tables has one page, of 4,096 bytes. */
  readonly bytes: number;
}

export const storesNothing: Stored = { tables: [], alarm: null, bytes: 4_096 };

/** Starts the object. */
export const storedOf = (object: DurableObjectStub): Promise<Stored> =>
  runInDurableObject(object, async (_, { storage }) => ({
    tables: [...storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master")].map(({ name }) => name),
    alarm: await storage.getAlarm(),
    bytes: storage.sql.databaseSize,
  }));
