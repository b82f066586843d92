// Drawing on a canvas: sharp on every screen, in the colours of the theme, on logarithmic axes.

const STRIP = 16; // pixels beside a logarithmic axis for what it cannot show

// Gives a canvas the pixels that the screen has for it. Asking for its size makes the browser lay out the page,
// so this is done when the size has changed, and not for each picture.
export function fitToScreen(canvas) {
  const density = globalThis.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  canvas.width = Math.round(clientWidth * density);
  canvas.height = Math.round(clientHeight * density);
  canvas.getContext("2d").setTransform(density, 0, 0, density, 0, 0);
}

// A fitted canvas's context, empty, with its width and height in CSS pixels.
export function clearedContext(canvas) {
  const context = canvas.getContext("2d");
  const density = context.getTransform().a;
  const [width, height] = [canvas.width / density, canvas.height / density];
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

// Custom properties of a style sheet as colours that a canvas knows: it cannot read var() or a theme itself.
// `probe` is an empty element that stays where it is: one that comes and goes lays out its neighbours anew, and
// Chromium then drops a slider that is being dragged.
export function themeColours(probe, names) {
  const colours = {};
  for (const name of names) {
    probe.style.color = `var(--course-${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  return colours;
}

// Calls back before the next frame when the theme or the size has changed; returns how to stop that. Not at once:
// JupyterLab hides the page while it changes the theme, and what is hidden has no size.
export function whenLooksChange(element, callback) {
  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(callback);
  };
  const sizes = new ResizeObserver(soon);
  sizes.observe(element);
  const themes = new MutationObserver(soon);
  themes.observe(document.body, { attributes: true, attributeFilter: ["class", "data-jp-theme-name"] });
  const styles = ({ target }) => target.tagName === "LINK" && soon(); // style sheets take their time
  document.addEventListener("load", styles, { capture: true });
  const media = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  media.forEach((query) => query.addEventListener("change", soon));
  return () => {
    cancelAnimationFrame(frame);
    sizes.disconnect();
    themes.disconnect();
    document.removeEventListener("load", styles, { capture: true });
    media.forEach((query) => query.removeEventListener("change", soon));
  };
}

export const fitsLogAxis = (value) => value > 0 && Number.isFinite(value);

// A logarithmic axis from `bottom` up to `top` over whole powers of ten, at least two. Zeros have a place of
// their own below it, infinities and what is no number above it, so that nothing is left out in silence.
export function logAxis(values, top, bottom) {
  const exponents = values.filter(fitsLogAxis).map(Math.log10);
  const high = exponents.length ? Math.ceil(Math.max(...exponents)) : 0;
  const low = exponents.length ? Math.min(Math.floor(Math.min(...exponents)), high - 2) : -2;
  const hasZero = values.includes(0);
  const hasMore = values.some((value) => !Number.isFinite(value));
  const [ceiling, floor] = [hasMore ? top + STRIP : top, hasZero ? bottom - STRIP : bottom];
  const heightOf = (exponent) => floor - ((exponent - low) / (high - low)) * (floor - ceiling);
  const ticks = [];
  const step = Math.ceil((high - low) / 4);
  for (let exponent = high; exponent >= low; exponent -= step) {
    ticks.push({ y: heightOf(exponent), text: powerOfTen(exponent) });
  }
  if (hasZero) ticks.push({ y: bottom, text: "0" });
  if (hasMore) ticks.push({ y: top, text: "∞" });
  const at = (value) => (fitsLogAxis(value) ? heightOf(Math.log10(value)) : value === 0 ? bottom : top);
  return { at, ticks };
}

export const powerOfTen = (exponent) =>
  `10${String(exponent).replace(/./g, (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)]))}`;

// A line through points { x, y, drawn }: one that has no place on the axis gets a hollow triangle and no line.
export function drawLine(context, points, { colour, dash, width, radius }) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  points.forEach(({ x, y, drawn }, i) => {
    if (drawn && i && points[i - 1].drawn) context.lineTo(x, y);
    else context.moveTo(x, y);
  });
  context.stroke();
  context.setLineDash([]);
  for (const { x, y, drawn } of points) {
    context.beginPath();
    if (drawn) context.arc(x, y, radius, 0, 2 * Math.PI);
    else for (const [right, down] of [[-4, -3], [4, -3], [0, 4]]) context.lineTo(x + right, y + down);
    context.closePath();
    if (drawn) context.fill();
    else context.stroke();
  }
}
