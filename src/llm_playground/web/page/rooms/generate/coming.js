// An answer that takes a while: what the server says meanwhile, what went wrong, and the place where it is shown.

import { element, fill } from "../../../../views/kit/dom.js";
import { askEvents } from "../../api.js";
import { words } from "../../words.js";

export function coming() {
  const news = element("p", { class: "effect", role: "status", hidden: true });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const place = element("div", { hidden: true });
  let asking = new AbortController();

  function clear() {
    asking.abort();
    place.hidden = problem.hidden = news.hidden = true;
  }

  /**
   * Ask, and show the answer when it has come.
   * @param {string} path
   * @param {object} body
   * @param {(event: string, data: any) => string | null} hear  says how far the server is, or null: it has shown what came
   */
  async function ask(path, body, hear) {
    clear();
    const mine = (asking = new AbortController());
    news.hidden = false;
    fill(news, words.waiting);
    try {
      for await (const { event, data } of askEvents(path, body, mine.signal)) {
        if (event === "loading") fill(news, data.message);
        else if (event === "error") tell(data.message);
        else {
          const said = hear(event, data);
          if (said !== null) fill(news, said);
        }
      }
    } catch (error) {
      if (!mine.signal.aborted) tell(error instanceof Error ? error.message : String(error));
    }
    if (mine === asking) news.hidden = true;
  }

  /** @param {string} message */
  function tell(message) {
    problem.hidden = false;
    fill(problem, message);
  }

  return { nodes: [news, problem, place], place, clear, ask };
}
