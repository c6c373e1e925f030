// The tags of the languages that there are samples of.

/** Tags by which a browser chooses fonts and a screen reader its voice. @type {Record<string, string>} */
export const TAGS = {
  english: "en",
  german: "de",
  french: "fr",
  spanish: "es",
  portuguese: "pt",
  polish: "pl",
  turkish: "tr",
  vietnamese: "vi",
  swahili: "sw",
  greek: "el",
  russian: "ru",
  arabic: "ar",
  hebrew: "he",
  hindi: "hi",
  thai: "th",
  chinese: "zh",
  japanese: "ja",
  korean: "ko",
};
