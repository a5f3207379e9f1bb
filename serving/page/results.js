// What the server says of an article, as lists and a table. An item is what a row stands for:
// {key, kind: "topic" | "stance", name, ...}.
import { bar, byId, make, percent } from './elements.js';

const kSigns = { favor: '▲', against: '▼', neutral: '●' };

const kWarnings = {
  'empty-text': 'There is no text.',
  'unfamiliar-text': 'The model knows too few of these words to say anything.',
  'bad-bytes-replaced': 'Some characters were broken and were replaced.',
  'truncated': 'Only the first MiB of the text was looked at.',
  'free-targets-not-judged': 'This model can’t judge claims.',
};

/** The items of a result (with all=true): topics in its order, then stances in its order. */
export function itemsOf(result) {
  const topics = result.topics.map((topic) => ({ key: `topic ${topic.label}`, kind: 'topic', name: topic.label, topic }));
  const stances = (result.stances ?? []).map((stance, i) => (
    { key: `stance ${i}`, kind: 'stance', name: `${stance.stance}: ${stance.target}`, stance }));
  return [...topics, ...stances];
}

/** A result as the server gives it without all=true. */
export function assignedOnly(result) {
  const { targets, ...rest } = result;
  const topics = result.topics.filter((topic) => topic.assigned).map(({ label, confidence }) => ({ label, confidence }));
  return { ...rest, topics };
}

export class ResultsView {
  /** `on`: preview(item), leave(), pick(item). */
  constructor(on) {
    this.on = on;
    this.buttons = new Map();
  }

  show(result, model, language, milliseconds) {
    this.buttons.clear();
    this.names = new Map(model.targets.map((target) => [target.id, target.name ?? target.id]));
    this.exclusive = model.exclusive;
    const items = itemsOf(result);
    this.showFacts(result, language, milliseconds);
    this.showTopics(items.filter((item) => item.kind === 'topic'));
    byId('stances-part').hidden = result.stances === undefined;
    this.showStances(items.filter((item) => item.kind === 'stance'));
    this.showTargets(result.targets ?? []);
  }

  nameOf(target) {
    return this.names.get(target) ?? target;
  }

  showFacts(result, language, milliseconds) {
    const facts = [result.model, language, `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`];
    byId('facts').textContent = facts.join(' · ');
    byId('warnings').hidden = result.warnings.length === 0;
    byId('warnings').replaceChildren(...result.warnings.map((warning) => make('li', {}, kWarnings[warning] ?? warning)));
  }

  showTopics(items) {
    const assigned = items.filter((item) => item.topic.assigned);
    const others = items.filter((item) => !item.topic.assigned);
    byId('no-topics').hidden = assigned.length > 0;
    byId('topics').hidden = assigned.length === 0;
    byId('topics').replaceChildren(...assigned.map((item) => this.topicRow(item)));
    byId('other-topics').hidden = others.length === 0;
    byId('other-topics').querySelector('summary').textContent = `Not assigned (${others.length})`;
    byId('other-topics').querySelector('ul').replaceChildren(...others.map((item) => this.topicRow(item)));
  }

  topicRow(item) {
    const { label, confidence, threshold } = item.topic;
    // Where exactly one topic is assigned, it is the largest, whatever the threshold.
    const limit = this.exclusive ? 0 : threshold;
    const button = make('button', { type: 'button', class: 'row', title: this.exactly(confidence, limit) },
      make('span', { class: 'name' }, label), ' ',
      make('span', { class: 'percent' }, percent(confidence)), bar(confidence, limit));
    return make('li', {}, this.listen(button, item, button));
  }

  exactly(confidence, threshold) {
    return `confidence ${confidence}${threshold > 0 ? `, assigned from ${threshold}` : ''}`;
  }

  showStances(items) {
    byId('no-stances').hidden = items.length > 0;
    byId('stances').hidden = items.length === 0;
    byId('stances').querySelector('tbody').replaceChildren(...items.map((item) => this.stanceRow(item)));
  }

  stanceRow(item) {
    const { target, stance, confidence, holder, evidence } = item.stance;
    const button = make('button', { type: 'button', class: 'link' }, this.nameOf(target));
    const cell = (name, ...children) => make('td', { role: 'cell', 'data-name': name }, ...children);
    const sign = make('span', { 'aria-hidden': 'true' }, `${kSigns[stance] ?? '■'} `);
    const row = make('tr', { role: 'row' },
      make('th', { scope: 'row', role: 'rowheader' }, button),
      cell('Stance', make('span', { class: `stance ${kSigns[stance] ? stance : ''}` }, sign, stance)),
      cell('Holder', holder ?? '–'),
      cell('Confidence', make('span', { title: String(confidence) }, percent(confidence)), bar(confidence)),
      cell('Evidence', make('span', { class: 'excerpt' }, evidence?.text ?? '–')));
    row.addEventListener('click', (event) => {
      if (event.target !== button && getSelection().isCollapsed) button.click();
    });
    this.listen(button, item, row);
    return row;
  }

  showTargets(targets) {
    const taken = new Set([...byId('stances').querySelectorAll('tbody button')].map((button) => button.textContent));
    const others = targets.filter((target) => !taken.has(this.nameOf(target.target)));
    byId('other-targets').hidden = others.length === 0;
    byId('other-targets').querySelector('summary').textContent = `Without a stance (${others.length})`;
    byId('other-targets').querySelector('ul').replaceChildren(...others.map((target) => make('li', {},
      make('div', { class: 'row', title: this.exactly(target.confidence, target.threshold) },
        make('span', { class: 'name' }, this.nameOf(target.target)), ' ',
        make('span', { class: 'percent' }, `${target.touched ? 'touched, ' : ''}${percent(target.confidence)}`),
        bar(target.confidence, target.threshold)))));
  }

  listen(button, item, area) {
    this.buttons.set(item.key, button);
    button.setAttribute('aria-pressed', 'false');
    // Rows that scroll below a resting pointer are not meant.
    const moves = (event) => event.pointerType === 'mouse' && (event.movementX !== 0 || event.movementY !== 0);
    area.addEventListener('pointermove', (event) => moves(event) && this.on.preview(item));
    area.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && this.on.leave());
    button.addEventListener('focus', () => this.on.preview(item));
    button.addEventListener('blur', () => this.on.leave());
    button.addEventListener('click', () => this.on.pick(item));
    return button;
  }

  /** Marks the row of an item as chosen; null: none. */
  choose(item) {
    for (const [key, button] of this.buttons) {
      button.setAttribute('aria-pressed', String(key === item?.key));
      (button.closest('tr') ?? button).classList.toggle('chosen', key === item?.key);
    }
  }

  focus(item) {
    this.buttons.get(item.key)?.focus();
  }
}
