// The push services of a run, on this machine, and what people install there: browsers, relays and apps.
import type { PushTarget } from "../../schema/protocol/push.ts";
import { ApnsService } from "../push/apns-service.ts";
import { FcmService } from "../push/fcm-service.ts";
import type { Came, LocalService } from "../push/local-service.ts";
import { saidByApns, saidByFcm, saidByWeb, saidByWebhook } from "../push/said.ts";
import type { Said } from "../push/screen.ts";
import { WebhookReceiver } from "../push/webhook-receiver.ts";
import { WebPushService } from "../push/web-push-service.ts";
import { Installed } from "./installed.ts";

/** Hosts of each kind of which the world has many: one that does not answer holds its own up only. */
const hosts = 4;

export class PushServices {
  readonly #web = Array.from({ length: hosts }, () => new WebPushService());
  readonly #relays = Array.from({ length: hosts }, () => new WebhookReceiver());
  readonly #apple = new ApnsService();
  readonly #google = new FcmService();
  #installed = 0;

  async start(): Promise<void> {
    await Promise.all(this.#all.map((one) => one.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((one) => one.stop()));
  }

  /** Of the server. Once they have started. */
  get vars(): Readonly<Record<string, string>> {
    return {
      PUSH_LOOPBACK: "allowed",
      APNS_KEY: this.#apple.secret,
      APNS_URL: this.#apple.origin,
      FCM_SERVICE_ACCOUNT: this.#google.secret,
      FCM_URL: this.#google.origin,
    };
  }

  /** @param vapidKey of the server, for browsers */
  install(kind: PushTarget["kind"], vapidKey: string): Installed {
    const n = this.#installed++ % hosts;
    switch (kind) {
      case "web": {
        const service = this.#web[n] as WebPushService;
        const target = service.subscribe(vapidKey);
        const device = service.of(target);
        const gone = (): void => void (device.otherwise = { status: 410 });
        return new Installed({ target, ...device, taken: () => takenOf(device.received, (one) => saidByWeb(one.data)), gone });
      }
      case "webhook": {
        const service = this.#relays[n] as WebhookReceiver;
        const target = service.install();
        const device = service.of(target);
        const gone = (): void => void (device.otherwise = { status: 404 });
        return new Installed({ target, ...device, taken: () => takenOf(device.received, (one) => saidByWebhook(one.data)), gone });
      }
      case "apns": {
        const target = this.#apple.install();
        const device = this.#apple.of(target);
        const gone = (): void => void (device.isInstalled = false);
        return new Installed({ target, ...device, taken: () => takenOf(device.received, (one) => saidByApns(one.payload)), gone });
      }
      case "fcm": {
        const target = this.#google.install();
        const device = this.#google.of(target);
        const gone = (): void => void (device.otherwise = { status: 404, code: "UNREGISTERED" });
        return new Installed({ target, ...device, taken: () => takenOf(device.received, (one) => saidByFcm(one.data)), gone });
      }
    }
  }

  /** Requests that wait for an answer. */
  get open(): number {
    return this.#all.reduce((sum, { open }) => sum + open, 0);
  }

  get requests(): number {
    return this.#all.reduce((sum, { requests }) => sum + requests, 0);
  }

  /** What was wrong with the server's requests. */
  get faults(): readonly string[] {
    return this.#all.flatMap(({ faults }) => faults);
  }

  get #all(): readonly LocalService[] {
    return [...this.#web, ...this.#relays, this.#apple, this.#google];
  }
}

const takenOf = <T extends Came>(received: readonly T[], said: (one: T) => Said) =>
  received.map((one) => ({ ...one.how, said: said(one) }));
