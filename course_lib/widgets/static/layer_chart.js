// The chart of one network: its gradient and its spread at each layer, over one axis of layers, with the other
// network's lines behind them and a cursor at one layer.

import { clearedContext, drawLine, fitsLogAxis, logAxis } from "./drawing.js";

const LEFT = 46;
const RIGHT = 14;
const TITLE = 22;
const BELOW = 38;
const GAP = 14;
const FONT = '12px system-ui, "Segoe UI", sans-serif';
const FAINT = 0.65; // of the network behind
const DASHES = { worst: [6, 4], remedy: [] };

const otherOf = (name) => (name === "worst" ? "remedy" : "worst");

// Where layer 1 … last stand. The output layer comes last.
const layerX = (layer, last, width) => LEFT + ((layer - 0.5) / last) * (width - LEFT - RIGHT);

export function layerAt(x, last, width) {
  const layer = Math.round(((x - LEFT) / (width - LEFT - RIGHT)) * last + 0.5);
  return Math.min(last, Math.max(1, layer));
}

// `panels` are from top to bottom { title, worst: values, remedy: values }; `name` is the network in front.
export function drawLayerChart(canvas, panels, { name, titles, depth, cursor, colours }) {
  const { context, width, height } = clearedContext(canvas);
  const last = depth + 1;
  const room = (height - BELOW - GAP * (panels.length - 1)) / panels.length;
  context.font = FONT;
  panels.forEach((panel, i) => {
    const bottom = (i + 1) * room + i * GAP;
    drawPanel(context, panel, { name, colours, last, width, top: bottom - room + TITLE, bottom, cursor });
  });
  drawKey(context, { other: otherOf(name), titles, colours, width });
  drawLayers(context, { depth, colours, width, y: height - BELOW });
}

function drawPanel(context, panel, { name, colours, last, width, top, bottom, cursor }) {
  const axis = logAxis([...panel.worst, ...panel.remedy], top, bottom);
  write(context, panel.title, LEFT, top - 9, "left", colours.ink);
  context.lineWidth = 1;
  for (const { y, text } of axis.ticks) {
    write(context, text, LEFT - 7, y, "right", colours.ink);
    stroke(context, colours.grid, [LEFT, y], [width - RIGHT, y]);
  }
  const x = layerX(cursor, last, width);
  stroke(context, colours.ink, [x, top - 2], [x, bottom]);
  for (const shown of [otherOf(name), name]) {
    const inFront = shown === name;
    const points = panel[shown].map((value, i) => ({
      x: layerX(i + 1, last, width),
      y: axis.at(value),
      drawn: fitsLogAxis(value),
    }));
    context.globalAlpha = inFront ? 1 : FAINT;
    const style = { colour: colours[shown], dash: DASHES[shown] };
    drawLine(context, points, { ...style, width: inFront ? 2 : 1.25, radius: inFront ? 2.5 : 0 });
    context.globalAlpha = 1;
    if (inFront && points[cursor - 1]) ring(context, points[cursor - 1], colours.ink);
  }
}

// Which line is the other network's.
function drawKey(context, { other, titles, colours, width }) {
  const title = titles[other].toLowerCase();
  write(context, title, width - RIGHT, TITLE - 9, "right", colours.ink);
  const end = width - RIGHT - context.measureText(title).width - 6;
  context.globalAlpha = FAINT;
  const points = [end - 26, end].map((x) => ({ x, y: TITLE - 9, drawn: true }));
  drawLine(context, points, { colour: colours[other], dash: DASHES[other], width: 1.25, radius: 0 });
  context.globalAlpha = 1;
}

function drawLayers(context, { depth, colours, width, y }) {
  const step = [1, 2, 5, 10].find((candidate) => depth / candidate <= (width - LEFT - RIGHT) / 45);
  for (let layer = 1; layer <= depth; layer += layer === 1 && step > 1 ? step - 1 : step) {
    if (depth + 1 - layer < step / 2 + 0.5 && depth > 3) break; // the word "out" needs the room
    write(context, String(layer), layerX(layer, depth + 1, width), y + 13, "center", colours.ink);
  }
  write(context, "out", layerX(depth + 1, depth + 1, width), y + 13, "center", colours.ink);
  write(context, "layer (1 is next to the input)", (LEFT + width - RIGHT) / 2, y + 29, "center", colours.ink);
}

function write(context, text, x, y, align, colour) {
  context.fillStyle = colour;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}

function stroke(context, colour, from, to) {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(...from.map((value) => Math.round(value) + 0.5));
  context.lineTo(...to.map((value) => Math.round(value) + 0.5));
  context.stroke();
}

function ring(context, { x, y }, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 5.5, 0, 2 * Math.PI);
  context.stroke();
}
