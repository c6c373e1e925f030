// The random numbers of NumPy, so that a seed draws the same tokens here as in Python: `SeedSequence`, which spreads a seed
// over all bits, and PCG64 (O'Neill 2014), a state of 128 bits of which each step tells 64.

const MASK64 = (1n << 64n) - 1n;
const MASK128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/**
 * Random numbers in [0, 1) without end; each `stream` of a seed has numbers of its own.
 * @param {number} seed  a whole number from 0 to 2**53 - 1
 * @param {number[]} [stream]  numbers that name it; none for the first
 */
export function uniforms(seed, stream = []) {
  const words = stateOf(seed, stream); // eight of 32 bits, four numbers of 64
  const [high, low, highOfStep, lowOfStep] = [0, 2, 4, 6].map((i) => BigInt(words[i]) | (BigInt(words[i + 1]) << 32n));
  const step = ((((highOfStep << 64n) | lowOfStep) << 1n) | 1n) & MASK128;
  const next = (/** @type {bigint} */ state) => (state * MULTIPLIER + step) & MASK128;
  let state = next((step + ((high << 64n) | low)) & MASK128);
  return () => {
    state = next(state);
    const mixed = (state >> 64n) ^ (state & MASK64);
    const turn = state >> 122n;
    const bits = ((mixed >> turn) | (mixed << (64n - turn))) & MASK64;
    return Number(bits >> 11n) * 2 ** -53;
  };
}

/**
 * `SeedSequence(seed, spawn_key=stream).generate_state(8)`.
 * @param {number} seed
 * @param {number[]} stream
 */
function stateOf(seed, stream) {
  const high = Math.floor(seed / 2 ** 32);
  const entropy = [seed >>> 0, ...(high > 0 ? [high] : [])];
  while (stream.length > 0 && entropy.length < 4) entropy.push(0);
  entropy.push(...stream);

  let constant = 0x43b0d7e5;
  const hashed = (/** @type {number} */ value) => {
    value ^= constant;
    constant = Math.imul(constant, 0x931e8875);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const mixed = (/** @type {number} */ x, /** @type {number} */ y) => {
    const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const pool = [0, 1, 2, 3].map((i) => hashed(entropy[i] ?? 0));
  for (let from = 0; from < 4; from++)
    for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mixed(pool[to], hashed(pool[from]));
  for (const more of entropy.slice(4)) for (let to = 0; to < 4; to++) pool[to] = mixed(pool[to], hashed(more));

  constant = 0x8b51f9dd;
  return Array.from({ length: 8 }, (_, i) => {
    let value = pool[i % 4] ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  });
}
