// Labelled native controls, which a keyboard and a screen reader know already. What a learner reads is set as
// text, never as markup. A control stands inside its label and nothing has an id: a page holds many widgets,
// each with its own copy of this file, and ids that two of them made would name each other's controls.

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// JupyterLab's command mode keeps the arrow keys unless each element that takes the focus says otherwise.
export const keepsItsKeys = (element) => {
  element.dataset.lmSuppressShortcuts = "true";
  return element;
};

// A place whose words are read aloud when they change. It must be on the page before they do.
export function liveLine(className) {
  const line = make("p", { className });
  line.setAttribute("aria-live", "polite");
  return line;
}

export function button(text, onPress) {
  const element = keepsItsKeys(make("button", { type: "button", textContent: text }));
  element.addEventListener("click", onPress);
  return element;
}

// Each of the next three is { nodes, input, show }: what to put on the page, the control, and how to show
// another value.

export function slider(text, { min, max, step }, format, onInput) {
  const input = keepsItsKeys(make("input", { type: "range", min, max, step }));
  const shown = make("output");
  shown.setAttribute("aria-live", "off"); // the slider says it already
  const say = (value) => {
    const words = format(value);
    if (shown.textContent === words) return; // the same words again would make the browser lay out the page
    shown.textContent = words;
    input.setAttribute("aria-valuetext", words);
  };
  const show = (value) => {
    input.value = String(value);
    say(value);
  };
  input.addEventListener("input", () => {
    say(Number(input.value));
    onInput(Number(input.value));
  });
  return { nodes: [labelled(text, input), shown], input, show };
}

export function choice(text, options, onChoose) {
  const input = keepsItsKeys(make("select"));
  for (const [value, textContent] of Object.entries(options)) {
    input.append(make("option", { value, textContent }));
  }
  input.addEventListener("change", () => onChoose(input.value));
  return { nodes: [labelled(text, input)], input, show: (value) => (input.value = value) };
}

export function tick(text, onTick) {
  const input = keepsItsKeys(make("input", { type: "checkbox" }));
  input.addEventListener("change", () => onTick(input.checked));
  return { nodes: [labelled(text, input)], input, show: (value) => (input.checked = value) };
}

const labelled = (text, input) =>
  make("label", { className: "course-labelled" }, make("span", { textContent: text }), input);

// A render function that says what went wrong instead of leaving an empty box, as with a saved notebook whose
// state was damaged.
export const guarded = (render) => (context) => {
  try {
    return render(context);
  } catch (error) {
    context.el.replaceChildren(problem(error.message));
    return undefined;
  }
};

export const problem = (reason) =>
  make("p", {
    className: "course-problem",
    textContent: `This widget cannot be drawn: ${reason}. Run its cell again to make a new one.`,
  });

// Tells Python about changes of the state, at most once a frame.
export function sender(model) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      model.save_changes();
    });
  };
}
