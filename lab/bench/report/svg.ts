// Plots as SVG: bars with their spread, stacked bars, and distributions. Small, for that is all a benchmark shows.

export interface Bar {
  readonly label: string;
  /** Drawn on top of each other. */
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  /** From the least to the most that was measured. */
  readonly spread?: { readonly min: number; readonly max: number };
}

export interface Curve {
  readonly label: string;
  readonly values: readonly number[];
}

const colours = [
  "#4269d0",
  "#efb118",
  "#ff725c",
  "#6cc5b0",
  "#3ca951",
  "#ff8ab7",
  "#a463f2",
  "#97bbf5",
  "#9c6b4e",
  "#9498a0",
];
const [width, height] = [860, 440];
const plot = { left: 80, right: 200, top: 64, bottom: 48 };
const [plotWidth, plotHeight] = [width - plot.left - plot.right, height - plot.top - plot.bottom];

const escape = (raw: string): string => raw.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const colourOf = (index: number): string => colours[index % colours.length] as string;
const shortNumber = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

function words(x: number, y: number, content: string, more = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escape(content)}</text>`;
}

function frame(title: string, unit: string, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    words(plot.left, 24, title, 'font-size="16" font-weight="bold"'),
    words(plot.left, 40, unit, 'fill="#666"'),
    ...body,
    "</svg>\n",
  ].join("\n");
}

/** 1, 2 or 5 times a power of ten, about five of them. */
function ticksTo(max: number): readonly number[] {
  const rough = max / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => index * step);
}

function yAxis(ticks: readonly number[], yOf: (value: number) => number): string[] {
  return ticks.flatMap((tick) => [
    `<line x1="${plot.left}" x2="${plot.left + plotWidth}" y1="${yOf(tick).toFixed(1)}" y2="${yOf(tick).toFixed(1)}" stroke="#ddd"/>`,
    words(plot.left - 8, yOf(tick) + 4, shortNumber.format(tick), 'text-anchor="end"'),
  ]);
}

function legend(names: readonly string[]): string[] {
  return names.flatMap((name, index) => [
    `<rect x="${plot.left + plotWidth + 16}" y="${plot.top + index * 18}" width="12" height="12" fill="${colourOf(index)}"/>`,
    words(plot.left + plotWidth + 34, plot.top + 10 + index * 18, name),
  ]);
}

export function barPlot(title: string, unit: string, bars: readonly Bar[]): string {
  const totals = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const max = Math.max(...bars.map(({ spread }, at) => Math.max(spread?.max ?? 0, totals[at] ?? 0)));
  const names = [...new Set(bars.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  const yOf = (value: number): number => plot.top + plotHeight * (1 - value / max);
  const slot = plotWidth / bars.length;
  const body = bars.flatMap(({ label, parts, spread }, at) => {
    const [x, barWidth] = [plot.left + slot * (at + 0.2), slot * 0.6];
    let base = 0;
    const rects = parts.map(({ name, value }) => {
      const y = yOf(base + value);
      base += value;
      return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${barWidth.toFixed(1)}" height="${(yOf(base - value) - y).toFixed(1)}" fill="${colourOf(names.indexOf(name))}"/>`;
    });
    const middle = x + barWidth / 2;
    const whisker =
      spread === undefined
        ? []
        : [
            `<line x1="${middle.toFixed(1)}" x2="${middle.toFixed(1)}" y1="${yOf(spread.min).toFixed(1)}" y2="${yOf(spread.max).toFixed(1)}" stroke="#333"/>`,
          ];
    const value = words(
      middle,
      yOf(Math.max(base, spread?.max ?? 0)) - 4,
      shortNumber.format(base),
      'text-anchor="middle"',
    );
    return [
      ...rects,
      ...whisker,
      value,
      words(middle, height - plot.bottom + 18, label, 'text-anchor="middle" font-size="10"'),
    ];
  });
  return frame(title, unit, [...yAxis(ticksTo(max), yOf), ...body, ...legend(names)]);
}

/** The share of values at or below each, the values on a logarithmic axis. */
export function distributionPlot(title: string, unit: string, curves: readonly Curve[]): string {
  const all = curves.flatMap(({ values }) => values);
  const [low, high] = [Math.log10(Math.min(...all)), Math.log10(Math.max(...all))];
  const xOf = (value: number): number => plot.left + (plotWidth * (Math.log10(value) - low)) / (high - low);
  const yOf = (share: number): number => plot.top + plotHeight * (1 - share);
  const decades = Array.from(
    { length: Math.floor(high) - Math.ceil(low) + 1 },
    (_, index) => 10 ** (Math.ceil(low) + index),
  );
  const xAxis = decades.flatMap((tick) => [
    `<line x1="${xOf(tick).toFixed(1)}" x2="${xOf(tick).toFixed(1)}" y1="${plot.top}" y2="${plot.top + plotHeight}" stroke="#ddd"/>`,
    words(xOf(tick), height - plot.bottom + 18, shortNumber.format(tick), 'text-anchor="middle"'),
  ]);
  const lines = curves.map(({ values }, index) => {
    const sorted = values.toSorted((a, b) => a - b);
    const points = sorted.map((value, at) => `${xOf(value).toFixed(1)},${yOf((at + 1) / sorted.length).toFixed(1)}`);
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${colourOf(index)}" stroke-width="2"/>`;
  });
  return frame(title, unit, [
    ...yAxis([0, 0.25, 0.5, 0.75, 0.99], yOf),
    ...xAxis,
    ...lines,
    ...legend(curves.map(({ label }) => label)),
  ]);
}
