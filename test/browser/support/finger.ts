// A finger on the page of a phone: put down, moved and lifted, as the browser gets it from a screen.
import type { CDPSession, Locator, Page } from "playwright-core";

export class Finger {
  readonly #session: CDPSession;
  #at = { x: 0, y: 0 };

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async on(page: Page): Promise<Finger> {
    return new Finger(await page.context().newCDPSession(page));
  }

  /** In the middle of the element. */
  async down(target: Locator): Promise<void> {
    await this.#reach(target);
    await this.#send("touchStart");
  }

  async #reach(target: Locator): Promise<void> {
    // Until it stands still and nothing covers it.
    await target.tap({ trial: true });
    const box = await target.boundingBox();
    if (box === null) throw new Error("nothing to touch");
    this.#at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** In steps, as a hand does. */
  async #move(byX: number, byY: number): Promise<void> {
    const steps = 8;
    const sent: Promise<void>[] = [];
    for (let step = 0; step < steps; step++) {
      this.#at = { x: this.#at.x + byX / steps, y: this.#at.y + byY / steps };
      sent.push(this.#send("touchMove"));
    }
    await Promise.all(sent);
  }

  /** Put down, moved and lifted at once: on a busy machine a finger that waits for each step would press long. */
  async swipe(target: Locator, byX: number, byY: number): Promise<void> {
    await this.#reach(target);
    await Promise.all([this.#send("touchStart"), this.#move(byX, byY), this.up()]);
  }

  async up(): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  async #send(type: "touchStart" | "touchMove"): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type, touchPoints: [this.#at] });
  }
}
