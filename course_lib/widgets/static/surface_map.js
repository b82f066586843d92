// A loss over two weights as a map: the darker, the higher; lines where it passes a level; paths above.

import { clearedContext, drawLine } from "./drawing.js";

const LEFT = 40;
const RIGHT = 12;
const TOP = 10;
const BELOW = 34;
const LEVELS = 16;
const DARKEST = 0.34; // of the text's colour
const LINE = 0.25; // more where a level ends
const FONT = '12px system-ui, "Segoe UI", sans-serif';
const WIDTH = 2.25; // of a path
const MOST_DASHED = 6000; // pixels; a path that is longer crosses itself so often that dashes are lost
const DASHES = [[], [7, 4], [7, 3, 2, 3], [2, 3]];

const field = (width, height) => ({ left: LEFT, top: TOP, width: width - LEFT - RIGHT, height: height - TOP - BELOW });

const toScreen = ({ left, top, width, height }, { x, y }) => (point) => ({
  x: left + ((point[0] - x[0]) / (x[1] - x[0])) * width,
  y: top + ((y[1] - point[1]) / (y[1] - y[0])) * height,
});

// The weights at a place of the canvas, held within the map.
export function weightsAt(canvas, range, across, down) {
  const { left, top, width, height } = field(canvas.clientWidth, canvas.clientHeight);
  const within = (share) => Math.min(1, Math.max(0, share));
  const [x, y] = [within((across - left) / width), within((top + height - down) / height)];
  return [range.x[0] + x * (range.x[1] - range.x[0]), range.y[0] + y * (range.y[1] - range.y[0])];
}

// `paths` by name; `colours` has ink, grid and one for each name in the order of `paths`, as racer0, racer1 …
export function drawSurfaceMap(canvas, surface, paths, start, colours, ground) {
  const { context, width, height } = clearedContext(canvas);
  const room = field(width, height);
  context.font = FONT;
  drawGround(context, room, surface, colours, ground);
  const screen = toScreen(room, surface.range);
  drawAxes(context, room, surface.range, screen, colours);
  context.save();
  context.beginPath();
  context.rect(room.left, room.top, room.width, room.height);
  context.clip();
  Object.values(paths).forEach((path, i) => {
    const places = path.map(screen);
    drawPath(context, places, room, colours[`racer${i}`], DASHES[i]);
    mark(context, places.at(-1), colours[`racer${i}`], i);
  });
  ring(context, screen(start), colours.ink);
  context.restore();
}

// A line from place to place. The browser gets only what can be seen of it, since it works out every dash, also
// of a path that leaves by a million pixels.
function drawPath(context, places, room, colour, dash) {
  const lines = places.slice(1).map((to, i) => lineInSight(places[i], to, room));
  const seen = lines.filter((line) => line !== null);
  const length = seen.reduce((sum, [from, to]) => sum + Math.hypot(to.x - from.x, to.y - from.y), 0);
  context.strokeStyle = colour;
  context.lineWidth = WIDTH;
  context.setLineDash(length < MOST_DASHED ? dash : []);
  context.beginPath();
  seen.forEach(([from, to], i) => {
    if (i === 0 || from !== seen[i - 1][1]) context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
  });
  context.stroke();
  context.setLineDash([]);
}

// What the room shows of the line between two places, or null (Liang and Barsky, 1984): the line enters the room
// where it has passed the nearer side of both axes, and leaves it where it passes the first of the farther sides.
export function lineInSight(from, to, { left, top, width, height }) {
  let [enter, leave] = [0, 1];
  for (const [start, way, low, high] of [
    [from.x, to.x - from.x, left - WIDTH, left + width + WIDTH],
    [from.y, to.y - from.y, top - WIDTH, top + height + WIDTH],
  ]) {
    const [one, other] = [(low - start) / way, (high - start) / way];
    enter = Math.max(enter, Math.min(one, other));
    leave = Math.min(leave, Math.max(one, other));
  }
  if (!(enter < leave)) return null; // also where a path ends in what is no number
  const at = (share) => ({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
  return [enter === 0 ? from : at(enter), leave === 1 ? to : at(leave)];
}

// The ground changes only with the surface, the size and the theme, so it is painted once.
function drawGround(context, { left, top, width, height }, { loss, range, title }, { ink }, ground) {
  const asked = JSON.stringify([title, width, height, ink]);
  if (ground.asked !== asked) {
    ground.asked = asked;
    ground.canvas = painted(Math.round(width), Math.round(height), loss, range, ink);
  }
  context.drawImage(ground.canvas, left, top, width, height);
}

function painted(columns, rows, loss, { x, y }, ink) {
  const levels = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const across = x[0] + ((column + 0.5) / columns) * (x[1] - x[0]);
      levels[row * columns + column] = loss(across, y[1] - ((row + 0.5) / rows) * (y[1] - y[0]));
    }
  }
  const low = levels.reduce((a, b) => Math.min(a, b));
  const high = levels.reduce((a, b) => Math.max(a, b));
  // By the root, the lines of a bowl stand at equal distances.
  const level = (value) => Math.floor(LEVELS * Math.sqrt((value - low) / (high - low)) * 0.9999);
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const [red, green, blue] = channels(context, ink);
  for (let at = 0; at < levels.length; at += 1) {
    const here = level(levels[at]);
    const right = (at + 1) % columns ? level(levels[at + 1]) : here;
    const below = at + columns < levels.length ? level(levels[at + columns]) : here;
    const line = here !== right || here !== below ? LINE : 0;
    image.data.set([red, green, blue, 255 * ((DARKEST * here) / LEVELS + line)], 4 * at);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

// Red, green and blue of any colour that a canvas knows.
function channels(context, colour) {
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data;
}

function drawAxes(context, { left, top, width, height }, { x, y }, screen, { ink, grid }) {
  context.strokeStyle = grid;
  context.lineWidth = 1;
  context.strokeRect(left, top, width, height);
  context.fillStyle = ink;
  context.textBaseline = "middle";
  for (let value = Math.ceil(x[0]); value <= x[1]; value += 1) {
    context.textAlign = "center";
    context.fillText(String(value).replace("-", "−"), screen([value, y[0]]).x, top + height + 11);
  }
  for (let value = Math.ceil(y[0]); value <= y[1]; value += 1) {
    context.textAlign = "right";
    context.fillText(String(value).replace("-", "−"), left - 6, screen([x[0], value]).y);
  }
  context.textAlign = "right";
  context.fillText("first weight →", left + width, top + height + 25);
  context.textAlign = "left";
  context.fillText("↑ second weight", left, top + height + 25);
}

// Where a racer is: a shape for each besides its colour. A canvas draws nothing at a place that is no number.
function mark(context, { x, y }, colour, shape) {
  context.fillStyle = colour;
  context.beginPath();
  if (shape === 0) context.arc(x, y, 5.5, 0, 2 * Math.PI);
  if (shape === 1) context.rect(x - 5, y - 5, 10, 10);
  if (shape === 2) [[0, -7], [6.5, 5], [-6.5, 5]].forEach(([dx, dy]) => context.lineTo(x + dx, y + dy));
  if (shape === 3) [[0, -7], [7, 0], [0, 7], [-7, 0]].forEach(([dx, dy]) => context.lineTo(x + dx, y + dy));
  context.closePath();
  context.fill();
}

function ring(context, { x, y }, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.moveTo(x - 12, y);
  context.lineTo(x + 12, y);
  context.moveTo(x, y - 12);
  context.lineTo(x, y + 12);
  context.stroke();
}

// A line, in the way of a racer's, and its mark, for the key.
export function drawKey(canvas, colour, i) {
  const { context, width, height } = clearedContext(canvas);
  const points = [4, width - 4].map((x) => ({ x, y: height / 2, drawn: true }));
  drawLine(context, points, { colour, dash: DASHES[i], width: WIDTH, radius: 0 });
  mark(context, { x: width / 2, y: height / 2, drawn: true }, colour, i);
}
