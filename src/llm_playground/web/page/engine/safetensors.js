// A checkpoint's weights. A safetensors file is a length, a header in JSON that says where each tensor lies, the numbers.

/** @typedef {{ shape: number[], data: Float32Array }} Tensor */

/** What 16 bits mean: a sign, five bits of exponent, ten of fraction (IEEE 754 binary16). */
const FLOAT16 = Float32Array.from({ length: 65536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});

/**
 * The tensors of a file by their names, as float32.
 * @param {ArrayBuffer} file
 * @returns {Record<string, Tensor>}
 */
export function readSafetensors(file) {
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  /** @type {Record<string, Tensor>} */
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [start, end] = data_offsets.map((/** @type {number} */ offset) => 8 + length + offset);
    const bytes = file.slice(start, end); // a copy, which begins where an array of its type may begin
    if (dtype === "F32") tensors[name] = { shape, data: new Float32Array(bytes) };
    else if (dtype === "F16") tensors[name] = { shape, data: widened(new Uint16Array(bytes)) };
    else throw new Error(`The tensor ${name} is stored as ${dtype}; F16 and F32 can be read here.`);
  }
  return tensors;
}

/** @param {Uint16Array} halves */
function widened(halves) {
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = FLOAT16[halves[i]];
  return floats;
}
