// Runs before the page is drawn, so that every module finds its language; hence no module. The language is that of the
// link, else the one chosen here before, else the first of the browser's that there are words of, else that of the page.
(() => {
  const root = document.documentElement;
  const there = (root.dataset.languages ?? "").split(" ");
  const whole = (/** @type {string} */ tag) => new Intl.Locale(tag).maximize(); // "zh-CN" is written in "Hans"
  const alike = (/** @type {string} */ wanted) => {
    if (there.includes(wanted)) return wanted;
    try {
      const { language, script } = whole(wanted);
      return there.find((tag) => whole(tag).language === language && whole(tag).script === script);
    } catch {
      return undefined; // a link may hold anything
    }
  };
  /** @type {string | null} */
  let kept = null;
  try {
    kept = localStorage.getItem("language");
  } catch {
    // Storage is forbidden here: only the link holds the language.
  }
  const asked = [new URLSearchParams(location.search).get("lang"), kept, ...navigator.languages];
  root.lang = asked.map((tag) => tag && alike(tag)).find(Boolean) || root.lang;
  root.dir = /^(Arab|Hebr|Nkoo|Syrc|Thaa)$/.test(whole(root.lang).script ?? "") ? "rtl" : "ltr";
})();
