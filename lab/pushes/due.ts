// What the sessions of a local server have still to tell, read from their files: a question to them would wake what sleeps.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isGivenUp, tellableAt, type Notice } from "../../durable-objects/user-session/notifying/notice.ts";
import { reachable, type Subscribed } from "../../durable-objects/user-session/notifying/push-subscriptions.ts";
import { storageDirOf } from "../../tools/run/state-dir.ts";

export interface Due {
  /** Devices that are to be told something, each of each conversation. */
  readonly waiting: number;
  /** Of these, those that somebody is telling, or was when the server was killed. */
  readonly open: number;
  /** Those of which only a replay of a dead letter asks. */
  readonly givenUp: number;
}

/** The server writes meanwhile. */
const lockedMs = 10_000;

export async function readDue(stateDir: string): Promise<Due> {
  const folder = join(storageDirOf(stateDir), "do", "klatch-UserSession");
  const files = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  const due = { waiting: 0, open: 0, givenUp: 0 };
  for (const file of files) {
    const database = new DatabaseSync(join(folder, file), { readOnly: true, timeout: lockedMs });
    try {
      for (const [notice, device] of told(database)) {
        if (tellableAt(notice, reachable(device)) === null) continue;
        const last = notice.told[device.deviceId];
        if (isGivenUp(notice, last)) due.givenUp += 1;
        else due.waiting += 1;
        if (last?.state === "open") due.open += 1;
      }
    } finally {
      database.close();
    }
  }
  return due;
}

type Row = Readonly<Record<string, unknown>>;

/** Each notice with each device. Nobody signs out in these runs, so all subscriptions are in force. */
function told(database: DatabaseSync): readonly (readonly [Notice, Subscribed])[] {
  const all = (query: string): readonly Row[] => database.prepare(query).all();
  if (all("SELECT 1 FROM sqlite_master WHERE name = 'news_notice'").length === 0) return [];
  const devices = all("SELECT device_id, family, at, target FROM push_subscription").map((row) => ({
    deviceId: row["device_id"],
    family: row["family"],
    at: row["at"],
    target: JSON.parse(String(row["target"])) as unknown,
  })) as readonly Subscribed[];
  const notices = all("SELECT seq, at, told FROM notice UNION ALL SELECT seq, at, told FROM news_notice").map(
    ({ seq, at, told: by }) => ({ seq, at, told: JSON.parse(String(by)) as unknown }) as Notice,
  );
  return notices.flatMap((notice) => devices.map((device) => [notice, device] as const));
}
