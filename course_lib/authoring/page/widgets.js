// Draws the widgets of a page that has no kernel. Each place holds the same content in words: they stay until
// its widget is drawn, and they stay for good, under a message, if it cannot be drawn.

const { models, texts } = JSON.parse(document.getElementById("course-widgets").textContent);

const bytes = (base64) => new DataView(Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)).buffer);

const comparable = (_, value) =>
  ArrayBuffer.isView(value) ? [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] : value;
const equal = (a, b) => a === b || JSON.stringify(a, comparable) === JSON.stringify(b, comparable);

// What a widget asks of its model, with the same manners as in JupyterLab; nobody else listens to it.
class StandIn {
  #values;
  #listeners = new Map();

  constructor({ state, buffers }) {
    this.#values = structuredClone(state);
    for (const { path, data } of buffers) {
      const holder = path.slice(0, -1).reduce((value, key) => value[key], this.#values);
      holder[path.at(-1)] = bytes(data);
    }
  }

  get(name) {
    return this.#values[name];
  }

  set(names, value) {
    const given = typeof names === "string" ? { [names]: value } : names;
    const changed = Object.keys(given).filter((name) => !equal(this.#values[name], given[name]));
    Object.assign(this.#values, given);
    changed.forEach((name) => this.#tell(`change:${name}`, this, given[name]));
    if (changed.length) this.#tell("change", this);
  }

  on(names, listener) {
    for (const name of names.split(" ")) {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    }
  }

  off(names, listener) {
    for (const name of names?.split(" ") ?? [...this.#listeners.keys()]) {
      const rest = (this.#listeners.get(name) ?? []).filter((one) => listener && one !== listener);
      this.#listeners.set(name, rest);
    }
  }

  save_changes() {} // there is no kernel to save to

  send() {}

  #tell(name, ...what) {
    (this.#listeners.get(name) ?? []).forEach((listener) => listener(...what));
  }
}

const once = (make) => {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
};

const moduleOf = once((key) => import(URL.createObjectURL(new Blob([texts[key]], { type: "text/javascript" }))));

const addStyle = once((key) => {
  const style = document.createElement("style");
  style.textContent = texts[key];
  document.head.append(style);
});

// An anywidget's module exports its functions by name, or as its default, or gives a function that makes them.
async function functionsOf(key) {
  const module = await moduleOf(key);
  const given = module.default ?? module;
  return typeof given === "function" ? given() : given;
}

// Two views of one widget share its model.
const modelOf = once(async (name) => {
  const { module, style } = models[name];
  const { initialize, render } = await functionsOf(module);
  if (typeof render !== "function") throw new Error("its module has no function render");
  addStyle(style);
  const model = new StandIn(models[name]);
  await initialize?.({ model });
  return { model, render };
});

async function draw(place) {
  const el = document.createElement("div");
  const words = [...place.childNodes];
  try {
    const { model, render } = await modelOf(place.dataset.model);
    place.append(el); // first, because a widget may measure the room that it has
    await render({ model, el });
    if (!el.childNodes.length) throw new Error("it drew nothing");
    words.forEach((node) => node.remove());
    place.dataset.drawn = "yes";
  } catch (error) {
    el.remove();
    const message = document.createElement("p");
    message.className = "course-failure";
    message.setAttribute("role", "alert");
    message.textContent = `This widget could not be drawn (${error?.message ?? error}). Its content in words:`;
    place.prepend(message);
    place.dataset.drawn = "no";
    console.error(error);
  }
}

document.querySelectorAll(".course-place").forEach(draw);
