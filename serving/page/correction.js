// Corrected labels, as a line of a corpus (docs/formats.md).
import { byId, make } from './elements.js';

const kNone = '';

/** The same for the same article, whenever it is corrected: two hashes of 32 bits (FNV-1a). */
function idOf(title, text) {
  const hash = (seed) => {
    let value = seed;
    for (const byte of new TextEncoder().encode(`${title}\n${text}`)) value = Math.imul(value ^ byte, 0x01000193);
    return (value >>> 0).toString(16).padStart(8, '0');
  };
  return `page-${hash(0x811c9dc5)}${hash(0x01234567)}`;
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }));
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** What is selected in the article, if anything is. */
function selectedText() {
  const selection = getSelection();
  const inArticle = selection.rangeCount > 0 && byId('article-text').contains(selection.getRangeAt(0).commonAncestorContainer);
  return inArticle ? selection.toString().trim() : '';
}

export class Correction {
  /** `say(words)`: for people who don't see what happens. */
  constructor(say) {
    this.say = say;
    byId('reset').addEventListener('click', () => this.fill());
    byId('add-stance').addEventListener('click', () => this.addChosen());
    byId('download').addEventListener('click', () => this.give());
  }

  /** A new result, to start from. `article`: {title, text, url}. */
  open(article, result, model) {
    Object.assign(this, { article, result, model });
    this.fill();
  }

  fill() {
    const { result, model } = this;
    const kind = model.exclusive ? 'radio' : 'checkbox';
    byId('right-topics').replaceChildren(...result.topics.map((topic) => make('label', {},
      make('input', { type: kind, name: 'right-topic', value: topic.label, checked: topic.assigned }), ' ', topic.label)));
    byId('right-stances-part').hidden = result.stances === undefined;
    const names = new Map(model.targets.map((target) => [target.id, target.name ?? target.id]));
    this.nameOf = (target) => names.get(target) ?? target;
    const targets = (result.targets ?? []).map((target) => target.target);
    byId('add-target').replaceChildren(...targets.map((target) => make('option', { value: target }, this.nameOf(target))));
    byId('right-stances').replaceChildren();
    for (const stance of result.stances ?? []) this.addStance(stance);
    byId('correction-fault').textContent = '';
  }

  addChosen() {
    const row = this.addStance({ target: byId('add-target').value, stance: kNone });
    row.querySelector('select').focus();
  }

  addStance({ target, stance, holder = '', evidence }) {
    const name = this.nameOf(target);
    const choice = (value, words) => make('option', { value, selected: value === stance }, words);
    const field = (words, input) => make('label', { class: 'field' }, words, input);
    const area = make('textarea', { class: 'right-evidence', rows: 2, value: evidence?.text ?? '' });
    const take = make('button', { type: 'button' }, 'Take what is selected in the article');
    take.addEventListener('click', () => {
      const selected = selectedText();
      if (selected) area.value = selected;
      this.say(selected ? 'Evidence taken.' : 'Nothing is selected in the article.');
    });
    const row = make('fieldset', { class: 'right-stance' }, make('legend', {}, name),
      field('Stance', make('select', { class: 'right-choice' }, choice(kNone, 'no stance'),
        ...this.model.stances.map((each) => choice(each, each)))),
      field('Holder', make('input', {
        type: 'text', class: 'right-holder', value: holder, placeholder: 'words of the text, author or none' })),
      field('Evidence', area), take);
    row.target = target;
    byId('right-stances').append(row);
    return row;
  }

  /** The record, or the words that say what is wrong with it. */
  record() {
    const { article, result } = this;
    const topics = [...byId('right-topics').querySelectorAll('input:checked')].map((input) => input.value);
    const record = { id: idOf(article.title, article.text) };
    if (result.lang !== 'und') record.lang = result.lang;
    if (article.title) record.title = article.title;
    Object.assign(record, { text: article.text, topics });
    if (result.stances !== undefined) {
      record.stances = [];
      for (const row of byId('right-stances').children) {
        const entry = this.entryOf(row);
        if (typeof entry === 'string') return entry;
        if (entry) record.stances.push(entry);
      }
    }
    if (article.url) record.url = article.url;
    return record;
  }

  entryOf(row) {
    const { title, text } = this.article;
    const stance = row.querySelector('.right-choice').value;
    if (stance === kNone) return null;
    const holder = row.querySelector('.right-holder').value.trim();
    const evidence = row.querySelector('.right-evidence').value.trim();
    const entry = { target: row.target, stance };
    const known = holder === '' || holder === 'author' || holder === 'none' || text.includes(holder) || title.includes(holder);
    if (!known) return `“${holder}” is not in the article: the holder must be words of it, author or none.`;
    if (!text.includes(evidence))
      return `The evidence for “${this.nameOf(row.target)}” is not in the text word for word: select it there and take it.`;
    if (holder) entry.holder = holder;
    if (evidence) entry.evidence = evidence;
    return entry;
  }

  give() {
    const record = this.record();
    const fault = typeof record === 'string';
    byId('correction-fault').textContent = fault ? record : '';
    if (fault) return;
    download(`${record.id}.jsonl`, `${JSON.stringify(record)}\n`);
    this.say('The corpus line is downloaded.');
  }
}
