// One step of a saved run. `view`, `State` and `mount` stand before this in the same script.

const { steps } = JSON.parse(document.getElementById("trace").textContent);
const model = new State({ step: steps[0] ?? null });
const [back, next, which] = ["back", "next", "which"].map((id) => document.getElementById(id));
let shown = 0;

function show(index) {
  shown = index;
  model.set("step", steps[index] ?? null);
  which.textContent = steps.length > 0 ? `Token ${index + 1} of ${steps.length}` : "No token was generated";
  back.disabled = index === 0;
  next.disabled = index >= steps.length - 1;
}

function walk(by) {
  const index = shown + by;
  if (index < 0 || index >= steps.length) return;
  show(index);
  document.dispatchEvent(new CustomEvent("walked", { detail: index }));
}

mount(view, document.getElementById("step"), model);
back.addEventListener("click", () => walk(-1));
next.addEventListener("click", () => walk(1));
document.addEventListener("chosen", ({ detail }) => show(detail));
show(0);
