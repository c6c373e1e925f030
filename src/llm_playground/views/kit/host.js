// The host of a view on a page of ours: what Jupyter and marimo do for an anywidget, in a few lines.

/** What a view shows: anywidget calls it the model. It lives in the browser; the server keeps nothing of it. */
export class State {
  /** @type {Record<string, any>} */
  #values;
  /** @type {Map<string, Set<(...values: any[]) => void>>} */
  #handlers = new Map();

  /** @param {Record<string, any>} [values] */
  constructor(values = {}) {
    this.#values = { ...values };
  }

  /** @param {string} name */
  get(name) {
    return this.#values[name];
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  set(name, value) {
    this.apply({ [name]: value });
  }

  /**
   * Several values at once: all are in place before the first handler hears of it.
   * @param {Record<string, any>} patch
   */
  apply(patch) {
    const changed = Object.keys(patch).filter((name) => this.#values[name] !== patch[name]);
    Object.assign(this.#values, patch);
    for (const name of changed) this.#emit(`change:${name}`, this, patch[name]);
  }

  /**
   * @param {string} event
   * @param {(...values: any[]) => void} handler
   */
  on(event, handler) {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(handler));
  }

  /**
   * @param {string} event
   * @param {(...values: any[]) => void} handler
   */
  off(event, handler) {
    this.#handlers.get(event)?.delete(handler);
  }

  /** Nothing to save: there is no kernel behind the page, and `set` has told everyone. */
  save_changes() {}

  /**
   * Hand a message to the view, as a kernel would.
   * @param {any} message
   */
  post(message) {
    this.#emit("msg:custom", message, []);
  }

  /**
   * @param {string} event
   * @param {...any} values
   */
  #emit(event, ...values) {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) handler(...values);
  }
}

/**
 * Show a view in `el`.
 * @param {{ render(context: any): (() => void) | void }} view
 * @param {HTMLElement} el
 * @param {State} state
 * @returns {() => void} takes it away again
 */
export function mount(view, el, state) {
  const controller = new AbortController();
  const cleanup = view.render({ model: state, el, signal: controller.signal });
  return () => {
    controller.abort();
    cleanup?.();
  };
}
