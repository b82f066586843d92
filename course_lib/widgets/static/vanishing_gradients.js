// Two deep networks side by side: what happens to the gradient on its way back, and what brings it back?

import { button, choice, guarded, liveLine, make, slider } from "./controls.js";
import { themeColours } from "./drawing.js";
import { mounted } from "./mounted.js";
import { networkPanel } from "./network_panel.js";
import { measure } from "./vanishing_gradients_math.js";
import { knownState, RANGES } from "./vanishing_gradients_state.js";
import { readout, TITLES } from "./vanishing_gradients_words.js";

const COLOURS = ["ink", "grid", "worst", "remedy"];
const PARTS = ["depth", "width", "seed", "worst", "remedy"];
const NAMES = Object.keys(TITLES);
const OWN_CHOICE = "own"; // settings that are no pair of the list

const WIDGET = {
  name: "course-flow",
  parts: PARTS,
  stateOf: knownState,
  viewOf: ({ pairs }, change) => twoNetworks(pairs, change),
};

function twoNetworks(pairs, change) {
  let state = null;
  let cursor = 1;
  let colours = null;
  const latest = () => state;
  const shared = sharedControls(pairs, latest, change);
  const live = liveLine("course-readout");
  const probe = make("span", { className: "course-probe" });
  const moveTo = (layer) => {
    cursor = layer;
    draw();
  };
  const panels = NAMES.map((name) => networkPanel(name, latest, change, moveTo));
  const flowOf = Object.fromEntries(NAMES.map((name) => [name, keptMeasure(name)]));
  const draw = () => {
    const flows = Object.fromEntries(NAMES.map((name) => [name, flowOf[name](state)]));
    cursor = Math.min(cursor, state.depth + 1);
    shared.show(state);
    if (colours === null) {
      colours = themeColours(probe, COLOURS);
      for (const panel of panels) panel.fit();
    }
    for (const panel of panels) panel.show(state, flows, cursor, colours);
    const said = readout(cursor, flows);
    if (live.textContent !== said) live.textContent = said; // the same words again would be read again
  };
  const both = make("div", { className: "course-panels" }, ...panels.map(({ element }) => element));
  const show = (newState) => {
    state = newState;
    draw();
  };
  const forgetLooks = () => (colours = null);
  return { element: make("div", {}, shared.element, both, live, probe), show, forgetLooks };
}

// Measures a network again only when something that matters to it has changed.
function keptMeasure(name) {
  let lastAsked = "";
  let flow = null;
  return ({ depth, width, seed, digits, [name]: network }) => {
    const asked = JSON.stringify([depth, width, seed, network]);
    if (asked !== lastAsked) flow = measure(network, depth, width, seed, digits);
    lastAsked = asked;
    return flow;
  };
}

function sharedControls(pairs, latest, change) {
  const names = Object.fromEntries(pairs.map(({ name }, i) => [String(i), name]));
  const pair = choice("Compare", { ...names, [OWN_CHOICE]: "your own choice" }, (chosen) => {
    if (chosen !== OWN_CHOICE) change({ worst: pairs[chosen].worst, remedy: pairs[chosen].remedy });
  });
  const depth = slider("Depth", RANGES.depth, inUnits("layer"), (value) => change({ depth: value }));
  const width = slider("Width", RANGES.width, inUnits("unit"), (value) => change({ width: value }));
  const seed = make("output");
  const again = button("Draw weights again", () => {
    change({ seed: (latest().seed + 1) % (RANGES.seed.max + 1) });
  });
  const row = (...nodes) => make("div", { className: "course-row" }, ...nodes);
  const columns = [
    make("div", {}, row(...pair.nodes), row(again, seed)),
    make("div", {}, row(...depth.nodes), row(...width.nodes)),
  ];
  const show = (state) => {
    const at = pairs.findIndex(({ worst, remedy }) => same(worst, state.worst) && same(remedy, state.remedy));
    pair.show(at < 0 ? OWN_CHOICE : String(at));
    depth.show(state.depth);
    width.show(state.width);
    seed.textContent = `seed ${state.seed}`;
  };
  return { element: make("div", { className: "course-shared" }, ...columns), show };
}

const inUnits = (unit) => (value) => `${value} ${unit}${value === 1 ? "" : "s"}`;

const same = (a, b) => Object.keys(a).every((setting) => a[setting] === b[setting]);

export default { render: guarded((given) => mounted(given, WIDGET)) };
