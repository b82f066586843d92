// Questions with radio buttons. Everything a learner reads is set as text, never as markup.

let formsDrawn = 0; // names must differ between two views of one question

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// JupyterLab's command mode keeps the arrow keys unless each element that takes the focus says otherwise.
const keepsItsKeys = (element) => {
  element.dataset.lmSuppressShortcuts = "true";
  return element;
};

function drawOption(group, option) {
  const radio = keepsItsKeys(make("input", { type: "radio", name: group, value: option.letter }));
  return make("label", { className: "course-option" }, radio, make("span", { textContent: option.text }));
}

function drawSureness() {
  const slider = keepsItsKeys(
    make("input", { type: "range", min: "0", max: "100", step: "10", value: "50" }),
  );
  const shown = make("output", { textContent: "50 %" });
  slider.addEventListener("input", () => (shown.textContent = `${slider.value} %`));
  const label = make("label", { className: "course-sure" }, "How sure are you?", slider, shown);
  return { label, slider, shown };
}

function replyTo(question, answer) {
  if (!answer) return "";
  if (!question.answer) {
    return `Noted: ${answer.choice}, ${answer.sure} % sure. Now compare with the experiment below.`;
  }
  const chosen = question.options.find((option) => option.letter === answer.choice);
  return `${answer.choice === question.answer ? "✓ Right." : "✗ Not quite."} ${chosen.reply}`;
}

function drawQuestion(model, question) {
  const group = `${question.id}-${(formsDrawn += 1)}`;
  const legend = make(
    "legend",
    {},
    make("strong", { textContent: question.heading }),
    make("span", { textContent: question.text }),
  );
  const options = question.options.map((option) => drawOption(group, option));
  const sureness = model.get("asks_sureness") ? drawSureness() : null;
  const button = keepsItsKeys(make("button", { type: "button", textContent: "Answer" }));
  const reply = make("p", { className: "course-reply" });
  reply.setAttribute("aria-live", "polite");
  const field = make("fieldset", {}, legend, ...options, ...(sureness ? [sureness.label] : []), button, reply);

  const show = () => {
    const answer = model.get("answers")[question.id];
    reply.textContent = replyTo(question, answer);
    if (!answer) return;
    field.querySelector(`input[value="${answer.choice}"]`).checked = true;
    if (sureness) {
      sureness.slider.value = String(answer.sure);
      sureness.shown.textContent = `${answer.sure} %`;
    }
  };
  button.addEventListener("click", () => {
    const chosen = field.querySelector("input[type=radio]:checked");
    if (!chosen) {
      reply.textContent = "Choose one of the options first.";
      return;
    }
    const answer = { choice: chosen.value, sure: sureness ? Number(sureness.slider.value) : null };
    model.set("answers", { ...model.get("answers"), [question.id]: answer });
    model.save_changes();
  });
  return { field, show };
}

function render({ model, el }) {
  el.classList.add("course-questions");
  const drawn = model.get("questions").map((question) => drawQuestion(model, question));
  el.replaceChildren(...drawn.map(({ field }) => field));
  const showAll = () => drawn.forEach(({ show }) => show());
  showAll();
  model.on("change:answers", showAll);
  return () => model.off("change:answers", showAll);
}

export default { render };
