// The words behind a label, in short: the strongest for it and against it, each a button that leads to it.
import { make, signed } from './elements.js';

const kShown = 6;

/** Contributions by word, whatever its capitals: [{words, weight, places}], the strongest first. */
export function byWord(contributions) {
  const sums = new Map();
  for (const { words, weight, field, begin } of contributions) {
    const name = words.toLocaleLowerCase();
    const sum = sums.get(name) ?? sums.set(name, { words, weight: 0, places: [] }).get(name);
    sum.weight += weight;
    sum.places.push({ field, begin });
  }
  return [...sums.values()].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

function wordButton(word, jump) {
  let next = 0;
  const times = word.places.length > 1 ? ` ×${word.places.length}` : '';
  const button = make('button', { type: 'button', class: `chip ${word.weight > 0 ? 'for' : 'against'}` },
    `${word.words} ${signed(word.weight)}`, make('small', {}, times));
  button.addEventListener('click', () => {
    const { field, begin } = word.places[next++ % word.places.length];
    jump(begin, field);
  });
  return button;
}

/** What stands above the article while a label is looked at. */
export function wordsOf(name, explanation, jump) {
  if (explanation.contributions.length === 0)
    return [make('p', {}, make('strong', {}, name), ' ', make('span', { class: 'hint' }, 'No single words stand behind this one.'))];
  const words = byWord(explanation.contributions).filter((word) => Math.abs(word.weight) >= 0.005);
  const strong = [...words.filter((word) => word.weight > 0).slice(0, kShown),
    ...words.filter((word) => word.weight < 0).slice(0, kShown / 2)];
  const sum = explanation.score - explanation.bias;
  const sums = `score ${signed(explanation.score)} = bias ${signed(explanation.bias)} and words ${signed(sum)}`;
  return [
    make('p', {}, make('strong', {}, name), ' ', make('span', { class: 'hint' }, sums)),
    make('p', { class: 'chips' }, ...strong.flatMap((word) => [wordButton(word, jump), ' '])),
  ];
}
