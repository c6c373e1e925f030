// Fetching a model: what it takes, how far it is, and what became of it. A fetch goes on when its room is left.

import { element, fill } from "../../views/kit/dom.js";
import { askEvents, askJson } from "./api.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./types").ModelCard} ModelCard */
/** @typedef {import("./types").Fetching} News */
/** @typedef {"idle" | "fetching" | "cancelled" | "failed" | "fetched"} Status */

/** A fetch as this page hears of it. Tells of all that is new by the event "change". */
class Fetch extends EventTarget {
  /** @type {Status} */
  status = "idle";
  /** @type {News | null} */
  news = null;
  message = "";

  /** @param {string} key  of the model */
  constructor(key) {
    super();
    this.key = key;
  }

  isUnderWay() {
    return this.status === "fetching";
  }

  /** Start it, or hear of the one that is under way. */
  async watch() {
    if (this.isUnderWay()) return;
    this.#tell("fetching", "");
    try {
      for await (const { event, data } of askEvents("api/fetch", { model: this.key }, new AbortController().signal)) {
        if (event === "fetching") this.#hear(data);
        else if (event === "fetched") this.#tell("fetched", words.fetching.fetched(data));
        else if (event === "error") this.#tell(data.code === "cancelled" ? "cancelled" : "failed", data.message);
      }
      if (this.isUnderWay()) this.#tell("failed", words.cutShort);
    } catch (error) {
      this.#tell("failed", /** @type {Error} */ (error).message);
    }
  }

  /** End it; what has come stays on the machine. */
  cancel() {
    askJson("api/fetch/cancel", { model: this.key }).catch((error) => this.#tell("failed", error.message));
  }

  /** @param {News} news */
  #hear(news) {
    this.news = news;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {Status} status
   * @param {string} message
   */
  #tell(status, message) {
    [this.status, this.message, this.news] = [status, message, null];
    this.dispatchEvent(new Event("change"));
  }
}

/** @type {Map<string, Fetch>} */
const fetches = new Map(); // as long as the page is open

/** @param {string} key */
function fetchOf(key) {
  const fetch = fetches.get(key) ?? new Fetch(key);
  fetches.set(key, fetch);
  return fetch;
}

/**
 * What there is to say and to do about a model that is not on this machine; nothing about others.
 * @param {{ catalog: Catalog, learn: (key: string) => Promise<void> }} options  `learn` is called when the model is
 *   another one to the server: fetched, or a part of it
 */
export function fetchPanel({ catalog, learn }) {
  const bar = /** @type {HTMLProgressElement} */ (element("progress", { "aria-label": words.fetching.progress }));
  const numbers = element("p", { class: "fetch-numbers" });
  const now = element("p", { class: "effect fetch-now" });
  const said = element("p", { class: "effect", role: "status" });
  const problem = element("p", { class: "problem", role: "alert" });
  const act = element("button", { type: "button", class: "quiet", onclick: press });
  const node = element("div", { class: "fetch" }, said, problem, numbers, bar, now, act);
  /** @type {ModelCard | undefined} */
  let model;
  /** @type {Fetch | null} */
  let fetch = null;

  function press() {
    node.dispatchEvent(new Event("input")); // what was wrong with the choice of this model is being mended
    if (fetch?.isUnderWay()) fetch.cancel();
    else fetch?.watch();
  }

  function hear() {
    if (!node.isConnected) return fetch?.removeEventListener("change", hear); // its room was left
    tell();
    if (fetch && !fetch.isUnderWay()) learn(fetch.key);
  }

  function tell() {
    const status = fetch?.status ?? "idle";
    node.hidden = !model || (model.state !== "remote" && status !== "fetched");
    if (node.hidden || !model) return;
    const may = model.by_pip === null && catalog.fetching !== "never";
    const size = model.download_megabytes === null ? 0 : model.download_megabytes * 1e6 - model.received;
    const fits = size <= (catalog.free_disk ?? size);
    const news = fetch?.news;
    node.dataset.status = status;
    fill(said, sentences(model, status));
    fill(problem, status === "failed" ? fetch?.message : !fits && words.fetching.noRoom(size, catalog.free_disk ?? 0));
    problem.hidden = problem.textContent === "";
    for (const each of [bar, numbers, now]) each.hidden = status !== "fetching";
    if (news?.total) [bar.max, bar.value] = [news.total, news.done];
    else bar.removeAttribute("value");
    const told = news?.total ? words.fetching.numbers(news) : [words.fetching.asking];
    fill(
      numbers,
      told.map((part) => element("span", {}, part)),
    );
    fill(now, news?.total ? [words.fetching.now(news), news.note && element("span", {}, ` ${news.note}`)] : "");
    act.hidden = !may || status === "fetched" || (!fits && status !== "fetching");
    fill(act, words.fetching.act(status, model));
  }

  /**
   * @param {ModelCard} card
   * @param {Status} status
   */
  function sentences(card, status) {
    if (status === "cancelled" || status === "fetched") return [fetch?.message ?? ""];
    if (status === "fetching") return [];
    if (card.by_pip !== null) return [words.fetching.byPip, " ", element("code", {}, words.fetching.pip(card.by_pip))];
    if (catalog.fetching === "never") {
      return [words.fetching.never, " ", element("code", {}, words.fetching.pull(card.key))];
    }
    return [status === "failed" ? "" : words.fetching.takes(card, catalog.free_disk)];
  }

  /** @param {ModelCard | undefined} card */
  function draw(card) {
    if (card?.key !== model?.key) {
      fetch?.removeEventListener("change", hear);
      fetch = card ? fetchOf(card.key) : null;
      if (fetch?.status === "fetched") fetch = fetches.set(fetch.key, new Fetch(fetch.key)).get(fetch.key) ?? null;
      fetch?.addEventListener("change", hear);
    }
    model = card;
    if (model?.fetching && fetch?.status === "idle") fetch.watch(); // begun on another page, or before a reload
    tell();
  }

  return { node, draw };
}
