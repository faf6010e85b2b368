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
    // Until it stands still and nothing covers it.
    await target.tap({ trial: true });
    const box = await target.boundingBox();
    if (box === null) throw new Error("nothing to touch");
    this.#at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await this.#send("touchStart");
  }

  /** In steps, as a hand does. */
  async move(byX: number, byY: number): Promise<void> {
    const steps = 8;
    for (let step = 0; step < steps; step++) {
      this.#at = { x: this.#at.x + byX / steps, y: this.#at.y + byY / steps };
      await this.#send("touchMove");
    }
  }

  async up(): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  async #send(type: "touchStart" | "touchMove"): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type, touchPoints: [this.#at] });
  }
}
