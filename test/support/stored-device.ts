// A device of the SDK that keeps its store: it can be installed, crash and start again.
import { memoryStore, type KlatchClient, type KlatchStore } from "@klatch/sdk";
import { FakeWorld, session, settle, type FakeAnswer } from "./sdk-fakes.ts";

/** A device with a store, started as often as the test likes: each time over a world of its own. */
export class Device {
  readonly store: KlatchStore = memoryStore();
  world = new FakeWorld();

  async install(): Promise<KlatchClient> {
    await this.store.save(session);
    return this.start();
  }

  async start(): Promise<KlatchClient> {
    this.world = new FakeWorld();
    const client = this.world.client({ store: this.store });
    await client.start();
    await settle();
    return client;
  }

  /** The server answers so from now on. @returns what it is asked, in order */
  answerWith(answer: FakeAnswer, calls: string[] = []): string[] {
    this.world.answer = ({ method, path, body }) => {
      calls.push(`${method} ${path}${body === undefined ? "" : ` ${JSON.stringify(body)}`}`);
      return answer;
    };
    return calls;
  }

  /** The process is gone, whatever it was about. */
  async crash(client: KlatchClient): Promise<void> {
    await client.stored();
    client.close();
  }
}
