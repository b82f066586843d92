// Start anywhere on a loss of two weights, and let four optimisers race.

import { button, choice, guarded, keepsItsKeys, liveLine, make, slider } from "./controls.js";
import { fitToScreen, themeColours } from "./drawing.js";
import { mounted } from "./mounted.js";
import { OPTIMISERS, pathOf, SURFACES } from "./optimiser_paths_math.js";
import { knownState, PARTS, RANGES } from "./optimiser_paths_state.js";
import { finding, inWords, place, readout, standing } from "./optimiser_paths_words.js";
import { drawKey, drawSurfaceMap, weightsAt } from "./surface_map.js";

const COLOURS = ["ink", "grid", ...OPTIMISERS.map((_, i) => `racer${i}`)];
const STRIDE = 40; // presses of an arrow key from one side of the map to the other

const WIDGET = { name: "course-race", parts: PARTS, stateOf: knownState, viewOf: (_, change) => race(change) };

function race(change) {
  let state = null;
  let colours = null;
  const latest = () => state;
  const controls = controlsOf(latest, change);
  const map = mapWithStart(latest, change);
  const live = liveLine("course-readout");
  const probe = make("span", { className: "course-probe" });
  const key = keyOf();
  const show = (newState) => {
    state = newState;
    if (colours === null) {
      colours = themeColours(probe, COLOURS);
      map.fit();
      key.fit();
    }
    const surface = SURFACES[state.surface];
    const paths = Object.fromEntries(OPTIMISERS.map((name) => [name, pathIn(state, name)]));
    controls.show(state);
    map.show(state, surface, paths, colours);
    key.show(state, paths, surface.loss, colours);
    const said = readout(state.steps, paths, surface.loss);
    if (live.textContent !== said) live.textContent = said; // the same words again would be read again
  };
  const forgetLooks = () => (colours = null);
  const beside = make("div", { className: "course-beside" }, map.canvas, key.element);
  return { element: make("div", {}, controls.element, beside, live, probe), show, forgetLooks };
}

const pathIn = ({ surface, start, steps, rates, momentum, beta2 }, name) =>
  pathOf(name, surface, start, steps, { lr: rates[name], momentum, beta2 });

function controlsOf(latest, change) {
  const titles = Object.fromEntries(Object.entries(SURFACES).map(([name, { title }]) => [name, title]));
  const surface = choice("Surface", titles, (name) => change({ surface: name, start: SURFACES[name].start }));
  const steps = slider("Steps", RANGES.steps, String, (value) => change({ steps: value }));
  const setRate = (name) => (rate) => change({ rates: { ...latest().rates, [name]: rate } });
  const rates = Object.fromEntries(OPTIMISERS.map((name) => [name, rateSlider(name, setRate(name))]));
  const momentum = slider("Momentum, β₁", RANGES.momentum, (value) => value.toFixed(2), (value) =>
    change({ momentum: value }),
  );
  const beta2 = slider("Squares, β₂, α", RANGES.beta2, (value) => value.toFixed(3), (value) =>
    change({ beta2: value }),
  );
  const back = button("Reset start", () => change({ start: SURFACES[latest().surface].start }));
  const where = make("output");
  where.setAttribute("aria-live", "off"); // the map says it already
  const row = (...nodes) => make("div", { className: "course-row" }, ...nodes);
  const columns = [
    [row(...surface.nodes), row(...steps.nodes), row(...momentum.nodes), row(...beta2.nodes)],
    [...OPTIMISERS.map((name) => row(...rates[name].nodes)), row(back, where)],
  ].map((rows) => make("div", {}, ...rows));
  const show = (state) => {
    surface.show(state.surface);
    steps.show(state.steps);
    momentum.show(state.momentum);
    beta2.show(state.beta2);
    for (const name of OPTIMISERS) rates[name].show(Math.log10(state.rates[name]));
    where.textContent = place(state.start);
  };
  return { element: make("div", { className: "course-shared" }, ...columns), show };
}

// A slider over powers of ten, for a rate from a ten-thousandth to one.
function rateSlider(name, onRate) {
  const range = { min: Math.log10(RANGES.rate.min), max: Math.log10(RANGES.rate.max), step: 0.05 };
  const rate = (power) => Number((10 ** power).toPrecision(3));
  return slider(`Rate of ${name}`, range, (power) => inWords(rate(power)), (power) => onRate(rate(power)));
}

// A canvas whose start is moved by arrow keys, or put where the pointer is pressed.
function mapWithStart(latest, change) {
  const canvas = keepsItsKeys(make("canvas", { className: "course-map", tabIndex: 0 }));
  canvas.setAttribute("role", "application");
  const ground = {};
  canvas.addEventListener("keydown", (event) => {
    const start = targetOf(event, latest());
    if (start === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change({ start });
  });
  const follow = (event) => {
    if (!(event.buttons & 1)) return;
    const box = canvas.getBoundingClientRect();
    const { range } = SURFACES[latest().surface];
    change({ start: weightsAt(canvas, range, event.clientX - box.left, event.clientY - box.top).map(rounded) });
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener("pointermove", follow);
  const show = (state, surface, paths, colours) => {
    canvas.setAttribute("aria-label", finding(state, surface.title, paths, surface.loss));
    drawSurfaceMap(canvas, surface, paths, state.start, colours, ground);
  };
  return { canvas, show, fit: () => fitToScreen(canvas) };
}

const rounded = (value) => Number(value.toFixed(3));

function targetOf({ key, shiftKey, ctrlKey, metaKey, altKey }, { surface, start }) {
  if (ctrlKey || metaKey || altKey) return undefined;
  const { range, start: first } = SURFACES[surface];
  if (key === "Home") return first;
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  if (!Object.hasOwn(ways, key)) return undefined;
  const pace = (shiftKey ? 10 : 1) / STRIDE;
  return [range.x, range.y].map(([low, high], i) =>
    rounded(Math.min(high, Math.max(low, start[i] + ways[key][i] * pace * (high - low)))),
  );
}

// The racers one by one: line, mark, and where each is.
function keyOf() {
  const lines = OPTIMISERS.map((name) => {
    const sample = make("canvas", { className: "course-sample" });
    sample.setAttribute("aria-hidden", "true");
    const words = make("span");
    return { name, sample, words, item: make("li", {}, sample, words) };
  });
  const element = make("ul", { className: "course-facts" }, ...lines.map(({ item }) => item));
  const show = ({ steps }, paths, loss, colours) => {
    lines.forEach(({ name, sample, words }, i) => {
      drawKey(sample, colours[`racer${i}`], i);
      const said = standing(name, paths[name], steps, loss);
      if (words.textContent !== said) words.textContent = said;
    });
  };
  return { element, show, fit: () => lines.forEach(({ sample }) => fitToScreen(sample)) };
}

export default { render: guarded((given) => mounted(given, WIDGET)) };
