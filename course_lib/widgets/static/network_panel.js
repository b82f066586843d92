// One of two networks: its settings, its chart with a cursor, and what the chart says.

import { choice, keepsItsKeys, make, slider, tick } from "./controls.js";
import { fitToScreen } from "./drawing.js";
import { drawLayerChart, layerAt } from "./layer_chart.js";
import { LABELS, RANGES } from "./vanishing_gradients_state.js";
import { facts, finding, TITLES } from "./vanishing_gradients_words.js";

export function networkPanel(name, latest, change, moveTo) {
  const set = (setting) => (value) => change({ [name]: { ...latest()[name], [setting]: value } });
  const controls = {
    activation: choice("Activation", LABELS.activation, set("activation")),
    initialisation: choice("First weights", LABELS.initialisation, set("initialisation")),
    scale: slider("Weights times", RANGES.scale, (value) => value.toFixed(2), set("scale")),
    normalisation: choice("Normalisation", LABELS.normalisation, set("normalisation")),
    skip: tick("Skip connections", set("skip")),
  };
  const rows = Object.values(controls).map(({ nodes }) => make("div", { className: "course-row" }, ...nodes));
  const chart = chartWithCursor(name, () => latest().depth + 1, moveTo);
  const list = make("ul", { className: "course-facts" });
  const legend = make("legend", { textContent: TITLES[name] });
  const className = `course-panel course-${name}`;
  const element = make("fieldset", { className }, legend, ...rows, chart.canvas, list);
  const show = (state, flows, cursor, colours) => {
    for (const [setting, control] of Object.entries(controls)) control.show(state[name][setting]);
    chart.show(state.depth, flows, cursor, colours);
    const said = facts(flows[name], state.width);
    list.replaceChildren(...said.map((textContent) => make("li", { textContent })));
  };
  return { element, show, fit: () => fitToScreen(chart.canvas) };
}

// A canvas whose cursor goes from layer to layer, as the handle of a slider does.
function chartWithCursor(name, lastLayer, moveTo) {
  const canvas = keepsItsKeys(make("canvas", { className: "course-chart", tabIndex: 0 }));
  canvas.setAttribute("role", "slider");
  canvas.setAttribute("aria-valuemin", "1");
  let layer = 1;
  canvas.addEventListener("keydown", (event) => {
    const target = targetOf(event, layer, lastLayer());
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(target);
  });
  const follow = (event) => {
    const x = event.clientX - canvas.getBoundingClientRect().left;
    const pointed = layerAt(x, lastLayer(), canvas.clientWidth);
    if (pointed !== layer) moveTo(pointed);
  };
  for (const kind of ["pointerdown", "pointermove"]) canvas.addEventListener(kind, follow);
  const show = (depth, flows, cursor, colours) => {
    layer = cursor;
    canvas.setAttribute("aria-label", finding(name, flows[name]));
    canvas.setAttribute("aria-valuemax", String(depth + 1));
    canvas.setAttribute("aria-valuenow", String(cursor));
    canvas.setAttribute("aria-valuetext", cursor > depth ? "output layer" : `layer ${cursor}`);
    drawLayerChart(canvas, curvesOf(flows), { name, titles: TITLES, depth, cursor, colours });
  };
  return { canvas, show };
}

function targetOf({ key, ctrlKey, metaKey, altKey }, layer, last) {
  if (ctrlKey || metaKey || altKey) return undefined;
  const before = Math.max(1, layer - 1);
  const after = Math.min(last, layer + 1);
  const keys = { ArrowLeft: before, ArrowDown: before, ArrowRight: after, ArrowUp: after, Home: 1, End: last };
  return keys[key];
}

const curvesOf = ({ worst, remedy }) => [
  { title: "gradient, ‖∂L/∂W‖", worst: worst.gradientNorms, remedy: remedy.gradientNorms },
  { title: "spread of the pictures", worst: worst.spreads, remedy: remedy.spreads },
];
