// The layers of a transformer, on rows of numbers that lie one after the other in a Float32Array.

/**
 * y = W x + b of each row: `weight` (rows, width), `bias` (rows,) or none.
 * @typedef {{ weight: Float32Array, bias: Float32Array | null, rows: number, width: number }} Linear
 */
/**
 * LayerNorm (Ba et al. 2016), or without a bias RMSNorm (Zhang and Sennrich 2019).
 * @typedef {{ weight: Float32Array, bias: Float32Array | null, eps: number }} Norm
 */

/**
 * x (T, width) -> (T, rows), rows a multiple of four. Nearly all the time of a model is spent here, and most of that on
 * fetching numbers, so each one fetched is used several times.
 * @param {Linear} layer
 * @param {Float32Array} x
 */
export function linear(layer, x) {
  const T = Math.floor(x.length / layer.width);
  const y = new Float32Array(T * layer.rows);
  let t = 0;
  for (; t + 4 <= T; t += 4) fourTokens(layer, x, y, t);
  for (; t < T; t++) oneToken(layer, x, y, t);
  if (layer.bias) for (let t = 0; t < T; t++) add(y.subarray(t * layer.rows), layer.bias);
  return y;
}

/** Four rows at a time. @param {Linear} layer  @param {Float32Array} x  @param {Float32Array} y  @param {number} t */
function oneToken({ weight, rows, width }, x, y, t) {
  for (let row = 0; row < rows; row += 4) {
    let y0 = 0;
    let y1 = 0;
    let y2 = 0;
    let y3 = 0;
    for (let i = row * width, j = t * width; j < (t + 1) * width; i++, j++) {
      const each = x[j];
      y0 += weight[i] * each;
      y1 += weight[i + width] * each;
      y2 += weight[i + 2 * width] * each;
      y3 += weight[i + 3 * width] * each;
    }
    const at = t * rows + row;
    y[at] = y0;
    y[at + 1] = y1;
    y[at + 2] = y2;
    y[at + 3] = y3;
  }
}

/**
 * Two rows at a time. What the tokens hold is laid side by side as doubles, which each row then need not convert again.
 * @param {Linear} layer
 * @param {Float32Array} x
 * @param {Float32Array} y
 * @param {number} t
 */
function fourTokens({ weight, rows, width }, x, y, t) {
  const four = new Float64Array(4 * width);
  for (let j = 0, i = t * width; j < width; j++, i++) {
    four[4 * j] = x[i];
    four[4 * j + 1] = x[i + width];
    four[4 * j + 2] = x[i + 2 * width];
    four[4 * j + 3] = x[i + 3 * width];
  }
  for (let row = 0; row < rows; row += 2) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let i = row * width, j = 0; j < 4 * width; i++, j += 4) {
      const a = weight[i];
      const b = weight[i + width];
      const x0 = four[j];
      const x1 = four[j + 1];
      const x2 = four[j + 2];
      const x3 = four[j + 3];
      a0 += a * x0;
      a1 += a * x1;
      a2 += a * x2;
      a3 += a * x3;
      b0 += b * x0;
      b1 += b * x1;
      b2 += b * x2;
      b3 += b * x3;
    }
    const at = t * rows + row;
    y[at] = a0;
    y[at + 1] = b0;
    y[at + rows] = a1;
    y[at + rows + 1] = b1;
    y[at + 2 * rows] = a2;
    y[at + 2 * rows + 1] = b2;
    y[at + 3 * rows] = a3;
    y[at + 3 * rows + 1] = b3;
  }
}

/**
 * Scale each row to a root mean square of 1 (LayerNorm: about its mean), then each channel by its weight.
 * @param {Norm} norm
 * @param {Float32Array} x
 */
export function normalize({ weight, bias, eps }, x) {
  const C = weight.length;
  const y = new Float32Array(x.length);
  for (let start = 0; start < x.length; start += C) {
    let mean = 0;
    if (bias) for (let c = 0; c < C; c++) mean += x[start + c] / C;
    let square = 0;
    for (let c = 0; c < C; c++) square += ((x[start + c] - mean) * (x[start + c] - mean)) / C;
    const scale = 1 / Math.sqrt(square + eps);
    for (let c = 0; c < C; c++) y[start + c] = (x[start + c] - mean) * scale * weight[c] + (bias ? bias[c] : 0);
  }
  return y;
}

/**
 * RoPE (Su et al. 2021), in place: turn each pair of dimensions (d, d + D/2) of each head by its angle.
 * @param {Float32Array} heads  (heads * D,)
 * @param {number} position
 * @param {number} D
 * @param {number} theta
 */
export function rotate(heads, position, D, theta) {
  for (let d = 0; d < D / 2; d++) {
    const angle = Math.fround(position * Math.fround(theta ** ((-2 * d) / D)));
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let i = d; i < heads.length; i += D) {
      const [first, second] = [heads[i], heads[i + D / 2]];
      heads[i] = first * cos - second * sin;
      heads[i + D / 2] = second * cos + first * sin;
    }
  }
}

/**
 * Of the first `length` numbers, in place; the others become 0.
 * @param {Float32Array} x
 * @param {number} length
 */
export function softmax(x, length) {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) highest = Math.max(highest, x[i]);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[i] = Math.exp(x[i] - highest);
  for (let i = 0; i < length; i++) x[i] /= sum;
  x.fill(0, length);
}

/** GELU by the tanh (Hendrycks and Gimpel 2016), as in GPT-2. @param {Float32Array} x */
export function gelu(x) {
  const factor = Math.sqrt(2 / Math.PI);
  // 0.5 (1 + tanh u) is 1 / (1 + exp(-2 u)), which is quicker.
  return x.map((each) => each / (1 + Math.exp(-2 * factor * each * (1 + 0.044715 * each * each))));
}

/** SwiGLU (Shazeer 2020): silu(gate) * value. @param {Float32Array} gates  @param {Float32Array} values */
export function swiglu(gates, values) {
  return gates.map((gate, i) => (gate / (1 + Math.exp(-gate))) * values[i]);
}

/** @param {Float32Array} x  is changed  @param {Float32Array} y */
export function add(x, y) {
  for (let i = 0; i < y.length; i++) x[i] += y[i];
  return x;
}
