// Runs before the page is drawn, so that a chosen theme never flashes; hence no module.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden here: the theme is then the system's.
}
