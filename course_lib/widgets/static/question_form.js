// Questions with radio buttons.

import { button, guarded, keepsItsKeys, liveLine, make, slider } from "./controls.js";

function drawOption(option) {
  const radio = keepsItsKeys(make("input", { type: "radio", name: "choice", value: option.letter }));
  return make("label", { className: "course-option" }, radio, make("span", {}, ...inCode(option.text)));
}

// Words as nodes: what stands between backticks is code.
function inCode(words) {
  return words.split(/`([^`]+)`/).map((part, i) => (i % 2 ? make("code", { textContent: part }) : part));
}

function drawSureness() {
  const range = { min: 0, max: 100, step: 10 };
  const sureness = slider("How sure are you?", range, (value) => `${value} %`, () => {});
  sureness.show(50);
  return { ...sureness, row: make("div", { className: "course-sure" }, ...sureness.nodes) };
}

function replyTo(question, answer, again) {
  if (!answer) return "";
  const chosen = question.options.find((option) => option.letter === answer.choice);
  if (!question.answer) {
    const said = `You say: ${chosen.text}, ${answer.sure} % sure.`;
    return again ? `${said} Your first prediction is the one that is compared.` : `${said} Now compare with the experiment.`;
  }
  return `${answer.choice === question.answer ? "✓ Right." : "✗ Not quite."} ${chosen.reply}`;
}

function drawQuestion(model, question) {
  const legend = make(
    "legend",
    {},
    make("strong", { textContent: question.heading }),
    make("span", {}, ...inCode(question.text)),
  );
  const options = question.options.map(drawOption);
  const sureness = model.get("asks_sureness") ? drawSureness() : null;
  const reply = liveLine("course-reply");
  const answer = () => {
    const chosen = form.querySelector("input[type=radio]:checked");
    if (!chosen) {
      reply.textContent = "Choose one of the options first.";
      return;
    }
    if (!question.answer && model.get("answers")[question.id]) return show(true); // a prediction is made once
    const given = { choice: chosen.value, sure: sureness ? Number(sureness.input.value) : null };
    model.set("answers", { ...model.get("answers"), [question.id]: given });
    model.save_changes();
  };
  const sure = sureness ? [sureness.row] : [];
  const field = make("fieldset", {}, legend, ...options, ...sure, button("Answer", answer), reply);
  // A form keeps its radio buttons apart from those of every other question on the page, whatever their names.
  const form = make("form", {}, field);
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // or the browser would load the page anew
    answer();
  });

  const show = (again = false) => {
    const given = model.get("answers")[question.id];
    reply.replaceChildren(...inCode(replyTo(question, given, again)));
    if (!given) return;
    form.querySelector(`input[value="${given.choice}"]`).checked = true;
    sureness?.show(given.sure);
  };
  return { form, show };
}

function render({ model, el }) {
  el.classList.add("course-widget", "course-questions");
  const drawn = model.get("questions").map((question) => drawQuestion(model, question));
  el.replaceChildren(...drawn.map(({ form }) => form));
  const showAll = () => drawn.forEach(({ show }) => show());
  showAll();
  model.on("change:answers", showAll);
  return () => model.off("change:answers", showAll);
}

export default { render: guarded(render) };
