// What a widget does with its model: show its state, send what was changed, follow what changes, and end.

import { problem, sender } from "./controls.js";
import { whenLooksChange } from "./drawing.js";

// `parts` are the names of the state that change; `stateOf` reads and checks it; `viewOf` makes the view, once there
// is a state: { element, show, forgetLooks }, and `stop` where something runs. It is given `change`, which sets
// parts of the state and tells Python; whoever listens to the state calls `show` then.
export function mounted({ model, el }, { name, parts, stateOf, viewOf }) {
  el.classList.add("course-widget", name);
  const send = sender(model);
  const change = (changed) => {
    for (const [part, value] of Object.entries(changed)) model.set(part, value);
    send();
  };
  let view = null;
  const refresh = () => {
    try {
      const state = stateOf(model);
      view ??= viewOf(state, change);
      if (el.firstChild !== view.element) el.replaceChildren(view.element); // only there a canvas has a size
      view.show(state);
    } catch (error) {
      view?.stop?.();
      el.replaceChildren(problem(error.message));
    }
  };
  refresh();
  for (const part of parts) model.on(`change:${part}`, refresh);
  const stopWatching = whenLooksChange(el, () => {
    view?.forgetLooks();
    refresh();
  });
  return () => {
    view?.stop?.();
    stopWatching();
    for (const part of parts) model.off(`change:${part}`, refresh);
  };
}
