/** The records as JSON: what Python computed, and all that a view may show. Bytes are hexadecimal text. */

export interface Encoding { text: string; ids: number[]; pieces: string[]; spans: [number, number][] }
export interface Candidate { id: number; piece: string; logit: number; probability: number }
export interface Stage {
  name: string;
  parameters: Record<string, number>;
  candidates: Candidate[];
  others_count: number;
  others_mass: number;
  kept: number;
  entropy: number;
}
export interface Choice {
  id: number;
  piece: string;
  u: number | null;
  probability: number;
  model_probability: number;
  rank: number;
}
export interface Step { index: number; choice: Choice | null; stages: Stage[]; text: string }
export interface ChosenStep extends Step { choice: Choice }
export interface Module {
  name: string;
  kind: string;
  shape: number[] | null;
  parameters: number;
  note: string;
  children: Module[];
}
export type Status = "empty" | "loading" | "running" | "done" | "stopped" | "error";

/** The part of anywidget's model that every host has: a Jupyter widget, marimo's, and `host.js` on the page. */
export interface AnyModel {
  get(name: string): any;
  set(name: string, value: any): void;
  on(event: string, handler: (...values: any[]) => void): void;
  off(event: string, handler: (...values: any[]) => void): void;
  save_changes(): void;
}
export interface RenderContext { model: AnyModel; el: HTMLElement; signal?: AbortSignal }
export interface View { render(context: RenderContext): () => void }
