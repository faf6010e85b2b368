// D1 and R2 for one test: what is asked happens at once.
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import type { HistoryEvent } from "../../schema/history/packed-events.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { homeIn } from "./history-homes.ts";
import type { SqliteStorage } from "./sqlite.ts";
import { FakeBucket, FakeD1, openHistory, type Calls } from "./tiers-fakes.ts";

export class DirectTiers {
  readonly objects = new Map<string, ArrayBuffer>();
  readonly #history: SqliteStorage;

  /** @param file of D1; without it D1 is in memory */
  constructor(file?: string) {
    this.#history = openHistory("history", file);
  }

  get sql(): SqlStorage {
    return this.#history.sql;
  }

  get database(): D1Database {
    return this.databaseThat({});
  }

  /** @param beforeCall what happens before a call arrives */
  databaseThat({ beforeCall }: { readonly beforeCall?: () => void }): D1Database {
    const calls: Calls = {
      call: async (_name, _isWrite, _life, apply) => {
        beforeCall?.();
        return apply();
      },
    };
    return new FakeD1(this.#history, calls, null, (query) => query).asD1;
  }

  get bucket(): R2Bucket {
    return this.bucketThat({});
  }

  /** @param beforePutEnds what happens between a write and its answer */
  bucketThat({ beforePutEnds }: { readonly beforePutEnds?: () => Promise<unknown> }): R2Bucket {
    const calls: Calls = {
      call: async (name, _isWrite, _life, apply) => {
        const answer = apply();
        if (name.startsWith("R2 put")) await beforePutEnds?.();
        return answer;
      },
    };
    const objects = { byKey: this.objects, deleted: new Map<string, number>() };
    return new FakeBucket(objects, calls, null, { keyOf: (key) => key, deletesOnce: false }).asBucket;
  }

  load(conversationId: ConversationId, afterSeq: number, throughSeq: number): Promise<HistoryEvent[]> {
    return new HistoryStore(homeIn(this.database), this.bucket).load(conversationId, afterSeq, throughSeq);
  }
}
