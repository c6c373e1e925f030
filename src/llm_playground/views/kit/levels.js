// Numbers that came as bytes, in base64.

/**
 * From 0 to 255.
 * @param {string} levels
 */
export function bytesOf(levels) {
  return [...atob(levels)].map((character) => character.charCodeAt(0));
}

/**
 * From -127 to 127.
 * @param {string} levels
 */
export function signedBytesOf(levels) {
  return bytesOf(levels).map((byte) => (byte << 24) >> 24);
}
