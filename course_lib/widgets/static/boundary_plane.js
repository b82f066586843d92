// The plane of the playground: regions of yes and no, the boundary between them, points, and a cursor.

import { keepsItsKeys, make } from "./controls.js";
import { clearedContext } from "./drawing.js";
import { planeOutputs, sigmoidOf } from "./boundary_playground_math.js";
import { onGrid } from "./boundary_playground_state.js";

const CELLS = 60; // places along each side where the learner is asked
const EDGE = 8; // pixels around the plane
const NEAR = 0.12; // a point that is nearer than this to the cursor can be taken away
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STRIDE = 1 / 16;

// The position of the point nearest to a place, or −1 if none is near.
export function nearestPoint(points, [x, y]) {
  const distances = points.map((point) => Math.hypot(point[0] - x, point[1] - y));
  const least = Math.min(Infinity, ...distances);
  return least < NEAR ? distances.indexOf(least) : -1;
}

// A canvas whose cursor goes about the plane by arrows, Enter to use the tool there, Delete to take away.
export function planeCanvas({ moveTo, useTool, takeAway }) {
  const canvas = keepsItsKeys(make("canvas", { className: "course-plane", tabIndex: 0 }));
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "plane of points");
  let cursor = [0, 0];
  canvas.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (MOVES[key]) {
      const stride = STRIDE * (shiftKey ? 4 : 1);
      moveTo(MOVES[key].map((direction, axis) => onGrid(cursor[axis] + direction * stride)));
    } else if (key === "Enter" || key === " ") useTool(cursor);
    else if (key === "Delete" || key === "Backspace") takeAway(cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("click", (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const across = (event.clientX - left - EDGE) / (width - 2 * EDGE);
    const down = (event.clientY - top - EDGE) / (height - 2 * EDGE);
    const place = [onGrid(2 * across - 1), onGrid(1 - 2 * down)];
    moveTo(place);
    useTool(place);
  });
  const show = (state, learned, wrong, newCursor, label, colours) => {
    cursor = newCursor;
    canvas.setAttribute("aria-label", label);
    drawPlane(canvas, state, learned.weights, wrong, cursor, colours);
  };
  return { canvas, show };
}

function drawPlane(canvas, { learner, points }, weights, wrong, cursor, colours) {
  const { context, width } = clearedContext(canvas);
  const side = width - 2 * EDGE;
  const at = ([x, y]) => [EDGE + ((x + 1) / 2) * side, EDGE + ((1 - y) / 2) * side];
  const outputs = planeOutputs(learner, weights, CELLS);
  drawRegions(context, outputs, side / CELLS, learner === "perceptron", colours);
  context.strokeStyle = colours.grid;
  context.lineWidth = 1;
  context.strokeRect(EDGE - 0.5, EDGE - 0.5, side + 1, side + 1);
  drawContour(context, outputs, side / CELLS, colours.ink);
  points.forEach((point, i) => drawPoint(context, at(point), point[2], wrong.includes(i), colours));
  drawCursor(context, at(cursor), colours.ink);
}

// The tint says how sure the learner is; a dot in every fourth cell of yes says the same without colour.
function drawRegions(context, outputs, size, isStep, colours) {
  const edges = Array.from({ length: CELLS + 1 }, (_, cell) => EDGE + Math.round(cell * size));
  outputs.forEach((z, i) => {
    const [row, column] = [Math.floor(i / CELLS), i % CELLS];
    const [x, y] = [edges[column], edges[row]];
    context.fillStyle = z > 0 ? colours.yes : colours.no;
    context.globalAlpha = isStep ? 0.22 : 0.04 + 0.36 * Math.abs(sigmoidOf(z) - 0.5);
    context.fillRect(x, y, edges[column + 1] - x, edges[row + 1] - y); // whole pixels: cells that overlap would show seams
    if (z > 0 && row % 4 === 1 && column % 4 === 1) {
      context.globalAlpha = 0.7;
      context.fillRect(x + size / 2 - 0.75, y + size / 2 - 0.75, 1.5, 1.5);
    }
  });
  context.globalAlpha = 1;
}

// Where z is 0: in each square of four neighbours, a line between the edges on which the sign changes.
function drawContour(context, outputs, size, colour) {
  const middle = (cell) => EDGE + (cell + 0.5) * size;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  for (let row = 0; row + 1 < CELLS; row += 1) {
    for (let column = 0; column + 1 < CELLS; column += 1) {
      const at = row * CELLS + column;
      const yes = (corner) => Number(outputs[corner] > 0);
      const yeses = yes(at) + yes(at + 1) + yes(at + CELLS) + yes(at + CELLS + 1);
      if (yeses % 4 === 0) continue; // none or all, as almost everywhere
      const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]];
      const crossings = corners.flatMap(([r, c], i) => {
        const [r2, c2] = corners[(i + 1) % 4];
        const [from, to] = [outputs[r * CELLS + c], outputs[r2 * CELLS + c2]];
        if (from > 0 === to > 0) return [];
        const share = from / (from - to);
        return [[middle(c + share * (c2 - c)), middle(r + share * (r2 - r))]];
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        context.moveTo(...crossings[i]);
        context.lineTo(...crossings[i + 1]);
      }
    }
  }
  context.stroke();
}

// A circle for class 0, a square for class 1; a ring around what is on the wrong side.
function drawPoint(context, [x, y], label, isWrong, colours) {
  context.beginPath();
  if (label === 0) context.arc(x, y, 4.5, 0, 2 * Math.PI);
  else context.rect(x - 4.5, y - 4.5, 9, 9);
  context.fillStyle = label === 0 ? colours.no : colours.yes;
  context.fill();
  context.strokeStyle = colours.paper;
  context.lineWidth = 1;
  context.stroke();
  if (!isWrong) return;
  context.beginPath();
  context.arc(x, y, 9, 0, 2 * Math.PI);
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.75;
  context.stroke();
}

function drawCursor(context, [x, y], colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (const [right, down] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    context.moveTo(x + 5 * right, y + 5 * down);
    context.lineTo(x + 13 * right, y + 13 * down);
  }
  context.stroke();
}
