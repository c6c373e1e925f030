// The text of a saved run. `view`, `State` and `mount` stand before this in the same script.

const { start, steps, ending } = JSON.parse(document.getElementById("trace").textContent);
const model = new State({
  prompt: start.prompt,
  quantization: start.quantization ?? null,
  is_instruct: start.is_instruct,
  steps,
  status: "done",
  message: null,
  finish_reason: ending.finish_reason,
  stop_string: ending.stop_string,
  completion: ending.completion,
  selected: null,
});
mount(view, document.getElementById("text"), model);
// The script of the steps shows what is chosen here, and chooses here what it shows.
model.on("change:selected", (_, index) => {
  if (index !== null) document.dispatchEvent(new CustomEvent("chosen", { detail: index }));
});
document.addEventListener("walked", ({ detail }) => model.set("selected", detail));
