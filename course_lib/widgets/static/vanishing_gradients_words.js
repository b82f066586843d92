// What the charts of two networks say, in words.

export const TITLES = { worst: "Worst case", remedy: "Remedy" };

// A number with two digits, as one reads it aloud.
export function inFigures(value) {
  if (value === 0) return "exactly 0";
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return "infinite";
  return Math.abs(value) >= 0.01 && Math.abs(value) < 1000
    ? String(Number(value.toPrecision(2)))
    : value.toExponential(1).replace("-", "−"); // a hyphen would let the number break across lines
}

// What stands below a panel, sentence by sentence.
export function facts(flow, width) {
  const { gradientNorms: norms, deadUnits, firstDeadLayer } = flow;
  const [first, last] = [norms[0], norms.at(-1)];
  const ratio = first / last;
  const units = width * deadUnits.length;
  return [
    `Gradient ${inFigures(first)} at layer 1, ${inFigures(last)} at the output` +
      (first && last ? `: ratio ${inFigures(ratio)}.` : "."),
    `Product of the mean derivatives ${inFigures(flow.derivativeProduct)}.`,
    `${deadUnits.reduce((sum, dead) => sum + dead, 0)} of ${units} units dead, ` +
      (firstDeadLayer ? `all of layer ${firstDeadLayer}.` : "no layer wholly dead."),
    ...notDrawable("gradient", norms),
    ...notDrawable("spread", flow.spreads),
  ];
}

function notDrawable(quantity, values) {
  const where = (test) => values.flatMap((value, i) => (test(value) ? [i + 1] : []));
  const zeros = where((value) => value === 0);
  const others = where((value) => !Number.isFinite(value));
  const say = (layers, what) =>
    layers.length ? [`▽ The ${quantity} is ${what} at ${inRanges(layers, values)}.`] : [];
  return [
    ...say(zeros, "exactly 0, which has no place on a logarithmic scale,"),
    ...say(others, "infinite or no number"),
  ];
}

// "layers 1–4 and 7"; the place after the last hidden layer is the output.
function inRanges(layers, values) {
  if (layers.length === values.length) return "every layer";
  const ranges = [];
  for (const layer of layers) {
    if (ranges.length && ranges.at(-1)[1] === layer - 1) ranges.at(-1)[1] = layer;
    else ranges.push([layer, layer]);
  }
  const parts = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return `layer${layers.length > 1 ? "s" : ""} ${parts.join(", ")}`;
}

// What the chart of a network shows, for who cannot see it.
export function finding(name, flow) {
  const { gradientNorms: norms, spreads } = flow;
  const depth = spreads.length;
  return (
    `${TITLES[name]}, ${depth} hidden layers. Going back from the output to layer 1, the gradient ` +
    `${change(norms.at(-1), norms[0])}. From layer 1 to layer ${depth}, the spread of the pictures ` +
    `${change(spreads[0], spreads.at(-1))}. Arrow keys go from layer to layer.`
  );
}

function change(from, to) {
  if (from === to) return `is ${inFigures(from)} at both ends`;
  const verb = to < from / 10 ? "shrinks" : to > from * 10 ? "grows" : "keeps about its size";
  return `${verb}, from ${inFigures(from)} to ${inFigures(to)}`;
}

// What both networks have at one layer.
export function readout(layer, flows) {
  const depth = flows.worst.spreads.length;
  const parts = Object.entries(TITLES).map(([name, title]) => {
    const { gradientNorms, spreads } = flows[name];
    const spread = layer <= depth ? `, spread ${inFigures(spreads[layer - 1])}` : "";
    return `${title}: gradient ${inFigures(gradientNorms[layer - 1])}${spread}`;
  });
  return `${layer <= depth ? `Layer ${layer}` : "Output layer"}. ${parts.join(". ")}.`;
}
