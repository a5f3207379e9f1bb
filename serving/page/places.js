// Places in a text: the server counts bytes of UTF-8, JavaScript counts units of UTF-16.

/** The text as it can be sent: half characters, which UTF-8 can't hold, are replaced. */
export function sendable(text) {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A map from each of `bytes` to the index of the character that begins there (or holds it, or the end). */
export function indexesOf(text, bytes) {
  const wanted = [...new Set(bytes)].sort((a, b) => a - b);
  const indexes = new Map();
  let byte = 0;
  let index = 0;
  for (const place of wanted) {
    while (index < text.length) {
      const unit = text.charCodeAt(index);
      const pair = unit >= 0xd800 && unit < 0xdc00;
      const size = unit < 0x80 ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
      if (byte + size > place) break;
      byte += size;
      index += pair ? 2 : 1;
    }
    indexes.set(place, index);
  }
  return indexes;
}

/** The ranges ({begin, end, ...}, of one text) with their places as indexes of the text. */
export function inText(text, ranges) {
  const indexes = indexesOf(text, ranges.flatMap((range) => [range.begin, range.end]));
  return ranges.map((range) => ({ ...range, begin: indexes.get(range.begin), end: indexes.get(range.end) }));
}

/** Sentences of a text as {begin, end} without the white space around them; lines where the browser knows no better. */
export function sentencesOf(text, language) {
  const sentences = [];
  const add = (begin, part) => {
    const lead = part.length - part.trimStart().length;
    const size = part.trim().length;
    if (size > 0) sentences.push({ begin: begin + lead, end: begin + lead + size });
  };
  let begin = 0;
  for (const line of text.split('\n')) {
    if (globalThis.Intl?.Segmenter) {
      let locale = 'en';
      if (language !== 'und' && Intl.Segmenter.supportedLocalesOf([language]).length > 0) locale = language;
      const segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' });
      for (const part of segmenter.segment(line)) add(begin + part.index, part.segment);
    } else {
      add(begin, line);
    }
    begin += line.length + 1;
  }
  return sentences;
}

/**
 * Cuts a text of `length` at every border of the ranges: [{begin, end, ranges}], where `ranges` are those that hold the
 * piece. Pieces come in order and make up the whole text.
 */
export function piecesOf(length, ranges) {
  const changes = new Map([[0, []], [length, []]]);
  const at = (place) => changes.get(place) ?? changes.set(place, []).get(place);
  for (const range of ranges) {
    if (range.begin >= range.end) continue;
    at(range.begin).push(range);
    at(range.end).push(range);
  }
  const places = [...changes.keys()].sort((a, b) => a - b);
  const open = new Set();
  const pieces = [];
  places.forEach((place, i) => {
    for (const range of changes.get(place)) {
      if (range.begin === place) open.add(range);
      else open.delete(range);
    }
    if (i + 1 < places.length) pieces.push({ begin: place, end: places[i + 1], ranges: [...open] });
  });
  return pieces;
}
