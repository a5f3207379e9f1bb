// The article with what is marked in it: evidence, holders, and the words behind a label.
import { make, signed } from './elements.js';
import { piecesOf } from './places.js';

const kMostWords = 1500;  // Beyond them only the strongest are marked: a text may have a hundred thousand.
const kLeastShare = 0.1;  // Of the strongest word's weight: less isn't worth a mark.
const kSteps = 4;

/** The words worth a mark, each with its strength from 1 to kSteps. */
function strongest(words) {
  const most = words.reduce((found, word) => Math.max(found, Math.abs(word.weight)), 0);
  const kept = words.filter((word) => Math.abs(word.weight) >= most * kLeastShare && word.weight !== 0);
  kept.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return kept.slice(0, kMostWords)
    .map((word) => ({ ...word, kind: 'word', strength: Math.ceil(Math.abs(word.weight) / most * kSteps) }));
}

export class ArticleView {
  /** `describe(key)`: what a marked sentence shows, in words. `pick(key)` is called when one is clicked. */
  constructor({ title, text, tip, describe, pick }) {
    this.fields = { title, text };
    this.tip = tip;
    this.describe = describe;
    this.pick = pick;
    this.ranges = [];
    this.words = [];
    this.label = '';
    this.keysOf = new WeakMap();
    this.wordOf = new WeakMap();
    for (const element of [title, text]) this.listen(element);
    document.addEventListener('scroll', () => this.hideTip(), { passive: true, capture: true });
  }

  listen(element) {
    // Words that scroll below a resting pointer are not meant.
    const moves = (event) => event.pointerType === 'mouse' && (event.movementX !== 0 || event.movementY !== 0);
    element.addEventListener('pointermove', (event) => moves(event) && this.showTip(event.target));
    element.addEventListener('pointerleave', () => this.hideTip());
    element.addEventListener('click', (event) => {
      if (event.pointerType !== 'mouse' && this.wordOf.has(event.target)) return this.showTip(event.target);
      const mark = event.target.closest('mark');
      if (mark && getSelection().isCollapsed) this.pick(this.keysOf.get(mark)[0]);
    });
  }

  /** A new article, without marks. */
  open({ title, text, language }) {
    this.content = { title, text };
    this.ranges = [];
    this.words = [];
    this.current = null;
    for (const element of Object.values(this.fields)) {
      if (language === 'und') element.removeAttribute('lang');
      else element.lang = language;
    }
    this.fields.title.hidden = title === '';
    this.draw();
  }

  /** Sentences and holders: [{field, kind: "evidence" | "holder", key, begin, end}], with indexes of the field. */
  mark(ranges) {
    this.ranges = ranges;
    this.draw();
  }

  /** The words behind `label` ([{field, begin, end, weight}]), and the evidence that is looked at: a range or null. */
  show(label, words, current) {
    this.label = label;
    this.words = strongest(words);
    this.current = current;
    this.draw();
  }

  draw() {
    for (const [field, element] of Object.entries(this.fields)) this.drawField(field, element);
  }

  drawField(field, element) {
    const ranges = [...this.ranges, ...this.words].filter((range) => range.field === field);
    if (this.current?.field === field) ranges.push({ ...this.current, kind: 'current' });
    const drawn = document.createDocumentFragment();
    let mark = null;
    let before = '';
    for (const piece of piecesOf(this.content[field].length, ranges)) {
      const of = (kind) => piece.ranges.filter((range) => range.kind === kind);
      const evidence = of('evidence');
      const current = of('current');
      const identity = [...evidence.map((range) => range.key), current.length].join('\n');
      const marked = evidence.length + current.length > 0;
      if (!marked) mark = null;
      else if (!mark || identity !== before) drawn.append(mark = this.markOf(evidence, current));
      before = identity;
      const words = this.content[field].slice(piece.begin, piece.end);
      (mark ?? drawn).append(this.pieceOf(words, of('word')[0], of('holder').length > 0));
    }
    element.replaceChildren(drawn);
  }

  markOf(evidence, current) {
    const mark = make('mark', { class: current.length > 0 ? 'current' : '', tabIndex: -1 });
    this.keysOf.set(mark, [...evidence, ...current].map((range) => range.key));
    return mark;
  }

  pieceOf(text, word, held) {
    if (!word && !held) return text;
    const classes = held ? ['holder'] : [];
    if (word) classes.push('word', word.weight > 0 ? 'for' : 'against', `s${word.strength}`);
    const piece = make('span', { class: classes.join(' ') }, text);
    if (word) this.wordOf.set(piece, word);
    return piece;
  }

  /** Brings the evidence that is looked at into sight, and the focus there; false where there is none. */
  jump() {
    const marks = document.querySelectorAll('mark.current');
    if (marks.length === 0) return false;
    marks[0].focus({ preventScroll: true });
    scrollTo(marks[0]);
    return true;
  }

  /** The same for one of the words that are shown, without moving the focus. */
  jumpToWord(begin, field) {
    for (const span of this.fields[field].querySelectorAll('.word')) {
      const found = this.wordOf.get(span).begin === begin;
      span.classList.toggle('found', found);
      if (found) scrollTo(span);
    }
  }

  showTip(target) {
    const word = this.wordOf.get(target.closest?.('.word'));
    const keys = this.keysOf.get(target.closest?.('mark')) ?? [];
    const lines = [];
    if (word) lines.push(`${word.words}  ${signed(word.weight)} ${word.weight > 0 ? 'for' : 'against'} ${this.label}`);
    for (const line of new Set(keys.map((key) => this.describe(key)))) lines.push(line);
    if (lines.length === 0) return this.hideTip();
    this.tip.replaceChildren(...lines.map((line) => make('div', {}, line)));
    this.tip.hidden = false;
    const place = (word ? target : target.closest('mark')).getClientRects()[0];
    const size = this.tip.getBoundingClientRect();
    const above = place.top - size.height - 6;
    this.tip.style.top = `${above > 0 ? above : place.bottom + 6}px`;
    this.tip.style.left = `${Math.max(4, Math.min(place.left, document.documentElement.clientWidth - size.width - 4))}px`;
  }

  hideTip() {
    this.tip.hidden = true;
  }
}

function scrollTo(element) {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const far = Math.abs(element.getBoundingClientRect().top) > 2 * innerHeight;
  element.scrollIntoView({ block: 'center', behavior: calm || far ? 'auto' : 'smooth' });
}
