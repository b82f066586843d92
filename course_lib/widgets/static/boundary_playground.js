// Points of two classes in the plane, and a learner that draws a boundary between them, step by step.

import { button, choice, guarded, liveLine, make, slider } from "./controls.js";
import { fitToScreen, themeColours } from "./drawing.js";
import { mounted } from "./mounted.js";
import { nearestPoint, planeCanvas } from "./boundary_plane.js";
import { judgedPoints, learnedFrom, outputOf, startOf } from "./boundary_playground_math.js";
import { LEARNER_NAMES, LIMITS, MOST_POINTS, playgroundState } from "./boundary_playground_state.js";
import { CLASS_NAMES, cursorInWords, planeInWords, progressInWords, weightsInWords } from "./boundary_playground_words.js";

const PARTS = ["learner", "points", "steps", "lr", "hidden", "seed"];
const COLOURS = ["ink", "grid", "paper", "no", "yes"];
const OWN_POINTS = "own";
const KEY = "Dots: here it says yes. Ring: on the wrong side. Both axes go from −1 to 1.";
const TOOLS = { 0: `drop a point of ${CLASS_NAMES[0]}`, 1: `drop a point of ${CLASS_NAMES[1]}`, away: "take the nearest point away" };
// A run takes so many steps each time, so many times a second; where motion is unwelcome, larger ones, rarely.
const PACE = { perceptron: { steps: 1, pause: 250 }, logistic: { steps: 2, pause: 50 }, mlp: { steps: 10, pause: 50 } };
const CALM = { perceptron: { steps: 5, pause: 1500 }, logistic: { steps: 50, pause: 1500 }, mlp: { steps: 250, pause: 1500 } };

const WIDGET = {
  name: "course-playground",
  parts: PARTS,
  stateOf: playgroundState,
  viewOf: ({ presets }, change) => playground(presets, change),
};

function playground(presets, change) {
  let state = null;
  let learned = null;
  let cursor = [0, 0];
  let colours = null;
  let timer = 0;
  const learn = keptLearning();
  const probe = make("span", { className: "course-probe" });
  const live = liveLine("course-readout");
  const aside = liveLine("course-cursor");
  const weights = make("p", { className: "course-weights" });

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    controls.showRunning(false);
    live.setAttribute("aria-live", "polite");
  };
  const takeSteps = (count) => {
    const steps = Math.min(LIMITS.steps.max, learned.steps + count);
    if (learned.done || steps === learned.steps) stop();
    else change({ steps });
  };
  const run = () => {
    if (timer !== 0) return stop();
    const { steps, pause } = paceOf(state.learner);
    timer = setInterval(() => takeSteps(steps), pause);
    live.setAttribute("aria-live", "off"); // many steps a second would not let anybody finish a word
    controls.showRunning(true);
    return takeSteps(steps);
  };
  const moveTo = (place) => {
    cursor = place;
    draw();
  };
  const takeAway = (place) => {
    const nearest = nearestPoint(state.points, place);
    if (nearest >= 0) change({ points: state.points.filter((_, i) => i !== nearest) });
  };
  const useTool = (place) => {
    const tool = controls.tool();
    if (tool === "away") takeAway(place);
    else if (state.points.length < MOST_POINTS) change({ points: [...state.points, [...place, Number(tool)]] });
  };
  const controls = controlsOf(presets, { change, run, step: () => takeSteps(1), stop, latest: () => state });
  const plane = planeCanvas({ moveTo, useTool, takeAway });

  const draw = () => {
    learned = learn(state);
    if (learned.done && learned.steps < state.steps) return change({ steps: learned.steps }); // no more were taken
    const judged = judgedPoints(state.learner, learned.weights, state.points);
    controls.show(state);
    if (colours === null) {
      colours = themeColours(probe, COLOURS);
      fitToScreen(plane.canvas);
    }
    const said = progressInWords(state, learned, judged);
    plane.show(state, learned, judged.wrong, cursor, planeInWords(said), colours);
    const z = outputOf(state.learner, learned.weights, ...cursor);
    const point = state.points[nearestPoint(state.points, cursor)];
    sayIn(live, said);
    sayIn(aside, cursorInWords(state.learner, cursor, z, point));
    sayIn(weights, weightsInWords(state.learner, learned.weights));
  };
  const show = (newState) => {
    state = newState;
    draw();
    if (timer !== 0 && (learned.done || learned.steps >= LIMITS.steps.max)) stop();
  };
  const words = make("div", { className: "course-said" }, live, weights, aside);
  const left = make("div", {}, plane.canvas, make("p", { className: "course-key", textContent: KEY }));
  const both = make("div", { className: "course-both" }, left, make("div", {}, controls.element, words));
  return { element: make("div", {}, both, probe), show, stop, forgetLooks: () => (colours = null) };
}

// The same words again would be read again.
function sayIn(line, words) {
  if (line.textContent !== words) line.textContent = words;
}

const paceOf = (learner) =>
  (matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM : PACE)[learner];

// Learns on from where it was, if nothing but the number of steps has changed, and it has grown.
function keptLearning() {
  let lastAsked = "";
  let known = null;
  return ({ points, steps, ...settings }) => {
    const { learner, lr, hidden, seed } = settings;
    const asked = JSON.stringify([points, learner, lr, hidden, seed]);
    if (asked !== lastAsked || steps < known.steps) known = startOf(settings);
    lastAsked = asked;
    known = learnedFrom(known, settings, points, steps);
    return known;
  };
}

function controlsOf(presets, { change, run, step, stop, latest }) {
  const names = Object.fromEntries(presets.map(({ name }, i) => [String(i), name]));
  const halt = (parts) => {
    stop();
    change(parts);
  };
  const preset = choice("Points", { ...names, [OWN_POINTS]: "your own" }, (chosen) => {
    if (chosen !== OWN_POINTS) halt({ points: presets[chosen].points, steps: 0 });
  });
  const learner = choice("Learner", LEARNER_NAMES, (chosen) => halt({ learner: chosen, steps: 0 }));
  const tool = choice("Click or Enter", TOOLS, () => {});
  const rate = slider("Learning rate", { min: -2, max: 1, step: 0.1 }, (power) => inRate(power), (power) =>
    change({ lr: Number(inRate(power)) }),
  );
  const hidden = slider("Hidden units", LIMITS.hidden, String, (value) => change({ hidden: value }));
  const steps = slider("Steps taken", LIMITS.steps, String, (value) => halt({ steps: value }));
  const seed = make("output");
  const buttons = {
    step: button("One step", () => {
      stop();
      step();
    }),
    run: button("Run", run),
    back: button("Back to the start", () => halt({ steps: 0 })),
    again: button("Draw weights again", () => halt({ seed: (latest().seed + 1) % (LIMITS.seed.max + 1), steps: 0 })),
  };
  const row = (...nodes) => make("div", { className: "course-row" }, ...nodes);
  const ofDescent = row(...rate.nodes);
  const ofNetwork = make("div", {}, row(...hidden.nodes), row(buttons.again, seed));
  const element = make(
    "div",
    { className: "course-shared" },
    row(...preset.nodes),
    row(...learner.nodes),
    row(...tool.nodes),
    make("div", { className: "course-buttons" }, buttons.step, buttons.run, buttons.back),
    row(...steps.nodes),
    ofDescent,
    ofNetwork,
  );
  const show = (state) => {
    const at = presets.findIndex(({ points }) => JSON.stringify(points) === JSON.stringify(state.points));
    preset.show(at < 0 ? OWN_POINTS : String(at));
    learner.show(state.learner);
    rate.show(Math.log10(state.lr));
    hidden.show(state.hidden);
    steps.show(state.steps);
    sayIn(seed, `seed ${state.seed}`);
    ofDescent.hidden = state.learner === "perceptron";
    ofNetwork.hidden = state.learner !== "mlp";
  };
  const showRunning = (running) => (buttons.run.textContent = running ? "Pause" : "Run");
  return { element, show, showRunning, tool: () => tool.input.value };
}

const inRate = (power) => String(Number((10 ** power).toPrecision(2)));

export default { render: guarded((given) => mounted(given, WIDGET)) };
