// A QR code, dark on light in both themes, because many scanners read no other. Loaded when it is first shown.
import { encode } from "uqr";
import { qrPath, quietSquares } from "./qr-path.ts";

/** @param label what screen readers say in its place */
export default function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  // uqr's own quiet zone would be part of the data. Level M: a scratched or small print is read still.
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  const side = size + 2 * quietSquares;
  return (
    <svg class="qr-code" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
      <rect class="qr-ground" width={side} height={side} />
      <path class="qr-squares" d={qrPath(data)} />
    </svg>
  );
}
