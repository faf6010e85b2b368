// A picture as a browser writes it.
import type { Page } from "playwright-core";

export async function drawnPicture(
  page: Page,
  width: number,
  height: number,
  type: "image/jpeg" | "image/webp" = "image/jpeg",
): Promise<Buffer> {
  const base64 = await page.evaluate(
    ([wide, high, as]) => {
      const canvas = document.createElement("canvas");
      canvas.width = wide;
      canvas.height = high;
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("no canvas");
      context.fillStyle = "#2f5d50";
      context.fillRect(0, 0, wide, high);
      context.fillStyle = "#fbe7a8";
      context.fillRect(wide / 4, high / 4, wide / 2, high / 2);
      return canvas.toDataURL(as, 0.9).split(",")[1] ?? "";
    },
    [width, height, type] as const,
  );
  return Buffer.from(base64, "base64");
}
