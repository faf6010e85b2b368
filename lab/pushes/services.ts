// The push services of a run, on this machine, and what people install there: browsers, relays and apps.
import type { PushTarget } from "../../schema/protocol/push.ts";
import { ApnsService } from "../push/apns-service.ts";
import { FcmService } from "../push/fcm-service.ts";
import type { Came, LocalService, ServiceAnswer, Silence } from "../push/local-service.ts";
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
    const host = this.#installed++ % hosts;
    switch (kind) {
      case "web": {
        const service = this.#web[host] as WebPushService;
        const target = service.subscribe(vapidKey);
        return installed(target, service.of(target), ({ data }) => saidByWeb(data), { status: 410 });
      }
      case "webhook": {
        const service = this.#relays[host] as WebhookReceiver;
        const target = service.install();
        return installed(target, service.of(target), ({ data }) => saidByWebhook(data), { status: 404 });
      }
      case "apns": {
        const target = this.#apple.install();
        const gone = { status: 410, reason: "Unregistered" };
        return installed(target, this.#apple.of(target), ({ payload }) => saidByApns(payload), gone);
      }
      case "fcm": {
        const target = this.#google.install();
        const gone = { status: 404, code: "UNREGISTERED" };
        return installed(target, this.#google.of(target), ({ data }) => saidByFcm(data), gone);
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

interface AtService<T extends Came, Answer extends ServiceAnswer | Silence> {
  readonly received: readonly T[];
  readonly answers: Answer[];
  otherwise: Answer;
}

/** @param gone what the service says of it once it is not there any more */
const installed = <T extends Came, Answer extends ServiceAnswer | Silence>(
  target: PushTarget,
  device: AtService<T, Answer>,
  said: (one: T) => Said,
  gone: Answer,
): Installed =>
  new Installed({
    target,
    answers: device.answers,
    taken: () => device.received.map((one) => ({ ...one.how, said: said(one) })),
    gone: () => {
      device.otherwise = gone;
    },
  });
