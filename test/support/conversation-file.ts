// A direct conversation of a local server, in the file where its actor keeps it: changed only while the server is down.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Lets `act` at the longest log that there is. @throws Error when none has as many messages as that */
export async function inLongestConversation(
  stateDir: string,
  leastMessages: number,
  act: (database: DatabaseSync) => void,
): Promise<void> {
  const folder = join(stateDir, "v3", "do", "klatch-Conversation");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sqlite"));
  const lengths = files.map((file) => {
    const database = new DatabaseSync(join(folder, file), { readOnly: true });
    try {
      const isLog = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'log_0'").get() !== undefined;
      return isLog
        ? Number(database.prepare("SELECT coalesce(max(last_seq), 0) AS count FROM log_0").get()?.["count"])
        : 0;
    } finally {
      database.close();
    }
  });
  const most = Math.max(...lengths);
  if (most < leastMessages) throw new Error(`the longest conversation has ${most} messages`);
  const database = new DatabaseSync(join(folder, files[lengths.indexOf(most)] ?? ""));
  try {
    act(database);
  } finally {
    database.close();
  }
}
