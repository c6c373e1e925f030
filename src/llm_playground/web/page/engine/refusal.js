/** What cannot be done as it was asked for: a sentence for a person, and the value that it is about. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {string | null} [field]
   * @param {string | null} [subject]  the name of a value that the message begins with
   */
  constructor(message, field = null, subject = null) {
    super(message);
    this.problem = { code: "invalid_value", message, field, subject };
  }
}
