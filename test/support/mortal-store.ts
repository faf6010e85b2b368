// The store of a device that dies: what one life of it writes and reads ends with that life.
import type { KlatchStore } from "@klatch/sdk";
import type { KeptFiles } from "../../sdk/store/kept-files.ts";
import { settle } from "./sdk-fakes.ts";

export const never = new Promise<never>(() => {});

export interface Life {
  isDead: boolean;
}

/** The device's store as one life of it sees it: dead, it neither writes nor reads any more. */
export function mortalStore(store: KlatchStore, life: Life): KlatchStore {
  const alive = async <T>(work: () => Promise<T>): Promise<T> => (life.isDead ? never : work());
  const { files } = store;
  if (files === undefined) throw new Error("a store without files");
  const kept: KeptFiles = {
    keep: async (...given) => {
      // Large ones take their time.
      for (let i = 0; i < 3; i++) await settle();
      await alive(() => files.keep(...given));
      await settle();
    },
    open: (...given) => alive(() => files.open(...given)),
    erase: (...given) => alive(() => files.erase(...given)),
    list: (...given) => alive(() => files.list(...given)),
  };
  return {
    files: kept,
    load: () => alive(() => store.load()),
    save: (given) => alive(() => store.save(given)),
    loadState: (userId) => alive(() => store.loadState(userId)),
    commit: (userId, changes) => alive(() => store.commit(userId, changes)),
    readEvents: (userId, query) => alive(() => store.readEvents(userId, query)),
  };
}
