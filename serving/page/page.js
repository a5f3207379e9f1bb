// The page: what is asked, what is shown, and how the parts act together.
import { ArticleView } from './article.js';
import { Correction } from './correction.js';
import { byId, copyText, make, percent } from './elements.js';
import { listenForFiles, offerBookmarklet, receivePage } from './incoming.js';
import { inText, sendable, sentencesOf } from './places.js';
import { assignedOnly, itemsOf, ResultsView } from './results.js';
import { ask, askAbout, Trouble, useKey } from './server.js';
import { wordsOf } from './words.js';

// Words of longer texts are asked for label by label, as each is looked at: there are too many of them.
const kExplainedAtOnce = 60_000;

const state = {
  model: null,      // As /v1/model describes it.
  given: {},        // Of a page: lang and url, until the text is edited.
  article: null,    // {title, text, lang, url} as it was labelled.
  result: null,
  items: [],
  picked: null,     // The item that was chosen,
  shown: null,      // the one that is looked at,
  drawn: null,      // and the one whose words are drawn.
  explanations: new Map(),
  request: new AbortController(),
  keyGiven: false,
  again: null,      // What the key was asked for.
};

const say = (words) => { byId('status').textContent = words; };

const article = new ArticleView({
  title: byId('article-title'), text: byId('article-text'), tip: byId('tip'),
  describe: (key) => {
    const item = state.items.find((each) => each.key === key);
    if (item?.kind !== 'stance') return 'the sentence whose words say most for it';
    return `${item.stance.stance}: ${results.nameOf(item.stance.target)}, ${percent(item.stance.confidence)}`;
  },
  pick: (key) => {
    const item = state.items.find((each) => each.key === key);
    if (!item) return;
    pick(item, false);
    results.focus(item);
  },
});
const results = new ResultsView({ preview: look, leave: () => look(state.picked), pick: (item) => pick(item, true) });
const correction = new Correction(say);

// -- trouble ---------------------------------------------------------------------------------------------

function refuse(words) {
  byId('alert').replaceChildren(make('p', { class: 'fault' }, words));
  byId('alert').scrollIntoView({ block: 'nearest' });
}

function clearTrouble() {
  byId('alert').replaceChildren();
}

/** Does `work`; what goes wrong is said, and a key is asked for where one is missing. */
async function attempt(work) {
  try {
    clearTrouble();
    await work();
  } catch (error) {
    if (error.name === 'AbortError') return;
    byId('main').setAttribute('aria-busy', 'false');
    if (!(error instanceof Trouble)) {
      refuse(`The page failed: ${error.message}.`);
      throw error;
    }
    // That a key is asked for, its own part of the page says.
    if (error.status !== 401 || state.keyGiven) refuse(error.message);
    if (error.status !== 401) return;
    state.again = work;
    byId('key-section').hidden = false;
    byId('key').focus();
  }
}

async function giveKey() {
  useKey(byId('key').value.trim());
  state.keyGiven = true;
  byId('key').value = '';
  byId('key-section').hidden = true;
  const { again } = state;
  state.again = null;
  await attempt(async () => {
    if (!state.model) await learnModels();
    await again?.();
  });
}

// -- models and settings ---------------------------------------------------------------------------------

async function learnModels() {
  const query = state.model ? [['model', byId('model').value]] : [];
  state.model = await ask('v1/model', { query });
  const chosen = byId('model');
  chosen.replaceChildren(...state.model.models.map(({ name, id }) => (
    make('option', { value: name, title: id, selected: name === state.model.name }, name))));
  chosen.disabled = state.model.models.length < 2;
  byId('claims-field').hidden = !state.model.free_targets;
}

function claims() {
  if (!state.model?.free_targets) return [];
  return byId('claims').value.split('\n').map((line) => sendable(line).trim()).filter((line) => line !== '');
}

function query() {
  const least = byId('least').value.replace(',', '.');
  return [['model', state.model.name], ['min_confidence', least], ...claims().map((claim) => ['target', claim])];
}

async function changeSettings(event) {
  if (!state.model) return;
  await attempt(async () => {
    if (event.target.id === 'model') await learnModels();
    if (state.article) await label();
  });
}

// -- labelling -------------------------------------------------------------------------------------------

/** Title and text as the server will see them: without markup, which it would take out anyway. */
async function readArticle(signal) {
  let { lang, url } = state.given;
  let title = sendable(byId('title').value.trim());
  let text = sendable(byId('text').value);
  if (`${title}${text}`.includes('<')) {
    const read = await askAbout('v1/text', { title, text, lang }, [], signal);
    if (read.text !== text) byId('text').value = read.text;
    // A text area has line feeds alone.
    text = read.text === text ? text : byId('text').value;
    title = read.title ?? title;
    lang = read.lang ?? lang;
    byId('title').value = title;
  }
  return { title, text, lang, url };
}

async function label() {
  state.request.abort();
  state.request = new AbortController();
  const { signal } = state.request;
  byId('main').setAttribute('aria-busy', 'true');
  if (!state.model) await learnModels();
  const read = await readArticle(signal);
  const record = { text: read.text };
  if (read.title) record.title = read.title;
  if (read.lang) record.lang = read.lang;
  const begun = performance.now();
  const result = await askAbout('v1/label', record, [['all', 'true'], ...query()], signal);
  const taken = performance.now() - begun;
  delete result.id;  // Made up by the server: the page gives none.
  Object.assign(state, { article: read, record, result, items: itemsOf(result), explanations: new Map() });
  state.picked = state.shown = state.drawn = null;
  showResult(taken);
  byId('main').setAttribute('aria-busy', 'false');
  if (read.text.length <= kExplainedAtOnce) await explainAll(signal);
}

function languageName(code) {
  if (code === 'und') return 'language unknown';
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code);
  } catch {
    return code;
  }
}

function showResult(taken) {
  const { article: read, result, model } = state;
  byId('writing').hidden = true;
  byId('reading').hidden = false;
  results.show(result, model, languageName(result.lang), taken);
  results.choose(null);
  article.open({ title: read.title, text: read.text, language: result.lang });
  article.mark(marksOf(result));
  correction.open(read, result, model);
  byId('back').hidden = true;
  showHint();
  const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const topics = result.topics.filter((topic) => topic.assigned).length;
  const stances = result.stances ? `, ${count(result.stances.length, 'stance')}` : '';
  say(`Labelled: ${count(topics, 'topic')}${stances}.`);
}

/** Evidence and holders of all stances, as places in the article. */
function marksOf(result) {
  const ranges = [];
  (result.stances ?? []).forEach((stance, i) => {
    const add = (kind, place) => place && ranges.push({ ...place, field: place.field ?? 'text', kind, key: `stance ${i}` });
    add('evidence', stance.evidence);
    add('holder', stance.holder_at);
  });
  return placed(ranges);
}

function placed(ranges) {
  return ['title', 'text'].flatMap((field) => inText(state.article[field], ranges.filter((range) => range.field === field)));
}

// -- explanations ----------------------------------------------------------------------------------------

const keyOf = (explained) => explained.label !== undefined ? `topic ${explained.label}` : `${explained.stance} ${explained.target}`;
const explanationKey = (item) => item.kind === 'topic' ? item.key : `${item.stance.stance} ${item.stance.target}`;

async function explain(extra, signal) {
  const all = await askAbout('v1/explain', state.record, [...query(), ...extra], signal);
  for (const explained of [...all.topics, ...(all.stances ?? [])]) {
    explained.contributions = placed(explained.contributions);
    state.explanations.set(keyOf(explained), explained);
  }
  // Stances on claims are judged in ways that no word stands for by itself.
  for (const item of state.items) {
    const key = explanationKey(item);
    if (item.kind === 'stance' && !state.explanations.has(key)) state.explanations.set(key, { contributions: [] });
  }
}

async function explainAll(signal) {
  await explain([], signal);
  if (state.shown) look(state.shown);
}

async function explanationOf(item) {
  const key = explanationKey(item);
  if (!state.explanations.has(key))
    await explain(item.kind === 'topic' ? [['topic', item.topic.label]] : [], state.request.signal);
  return state.explanations.get(key);
}

/** Where the evidence of an item is: the server's for a stance; for a topic, the sentence whose words say most for it. */
function evidenceOf(item, explanation) {
  if (item.kind === 'stance') {
    const [range] = placed(item.stance.evidence ? [{ field: 'text', ...item.stance.evidence, key: item.key }] : []);
    return range ?? null;
  }
  let best = null;
  let most = 0;
  for (const field of ['text', 'title']) {
    const parts = explanation.contributions.filter((part) => part.field === field).sort((a, b) => a.begin - b.begin);
    let next = 0;
    for (const sentence of sentencesOf(state.article[field], state.result.lang)) {
      let sum = 0;
      while (next < parts.length && parts[next].begin < sentence.begin) ++next;
      for (; next < parts.length && parts[next].begin < sentence.end; ++next) sum += parts[next].weight;
      if (sum > most) [most, best] = [sum, { ...sentence, field, key: item.key }];
    }
    if (best) break;
  }
  return best;
}

function showHint() {
  const marked = state.result.stances?.some((stance) => stance.evidence);
  byId('words').replaceChildren(make('p', { class: 'hint' }, 'Choose a label to see what speaks for it. ',
    marked ? 'Marked sentences are the evidence of stances.' : ''));
}

/** Shows the words of an item, and its evidence; null: of none. */
async function look(item) {
  state.shown = item;
  // Drawing anew would take the focus from what is drawn.
  if (item === state.drawn) return;
  if (!item) {
    state.drawn = null;
    article.show('', [], null);
    return showHint();
  }
  const long = state.article.text.length > kExplainedAtOnce && item !== state.picked;
  if (long && !state.explanations.has(explanationKey(item))) return;
  await attempt(async () => {
    const explanation = await explanationOf(item);
    if (state.shown !== item) return;
    state.drawn = item;
    const name = item.kind === 'topic' ? item.name : `${item.stance.stance}: ${results.nameOf(item.stance.target)}`;
    article.show(name, explanation.contributions, evidenceOf(item, explanation));
    byId('words').replaceChildren(...wordsOf(name, explanation, (begin, field) => article.jumpToWord(begin, field)));
  });
}

async function pick(item, jump) {
  state.picked = item;
  results.choose(item);
  await look(item);
  if (state.picked !== item) return;
  byId('back').hidden = false;
  if (jump && !article.jump()) say('No sentence of the article shows this by itself.');
}

function goBack() {
  if (!state.picked) return;
  const item = state.picked;
  state.picked = null;
  results.choose(null);
  byId('back').hidden = true;
  results.focus(item);
}

// -- in and out ------------------------------------------------------------------------------------------

function write() {
  state.request.abort();
  byId('main').setAttribute('aria-busy', 'false');
  byId('writing').hidden = false;
  byId('reading').hidden = true;
  state.article = null;
  byId('text').focus();
}

/** A file or a page: its text is made by the server, shown, and labelled. */
async function take({ body, type, url, title }) {
  await attempt(async () => {
    byId('main').setAttribute('aria-busy', 'true');
    const read = await ask('v1/text', { body, type });
    byId('title').value = read.title ?? title ?? '';
    byId('text').value = read.text;
    state.given = { lang: read.lang, url };
    await label();
  });
}

function submit(event) {
  event?.preventDefault();
  if (!byId('key-section').hidden && document.activeElement === byId('key')) return giveKey();
  if (!byId('text').value.trim() && !byId('title').value.trim()) {
    refuse('There is no text yet: paste an article, or open a file.');
    return byId('text').focus();
  }
  return attempt(async () => {
    await label();
    byId('results-heading').focus();
  });
}

async function copy(text, what) {
  say(await copyText(text) ? `${what} copied.` : `The browser did not let ${what} be copied.`);
}

function listen() {
  byId('form').addEventListener('submit', submit);
  byId('key-give').addEventListener('click', giveKey);
  for (const id of ['model', 'least', 'claims']) byId(id).addEventListener('change', changeSettings);
  byId('text').addEventListener('input', () => { state.given = {}; });
  byId('edit').addEventListener('click', write);
  byId('another').addEventListener('click', () => {
    byId('title').value = byId('text').value = '';
    state.given = {};
    write();
  });
  byId('back').addEventListener('click', goBack);
  byId('copy').addEventListener('click', () => copy(JSON.stringify(assignedOnly(state.result)), 'JSON'));
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !byId('writing').hidden) submit(event);
    if (event.key !== 'Escape') return;
    if (!byId('tip').hidden) return article.hideTip();
    if (byId('article').contains(document.activeElement)) goBack();
  });
  listenForFiles({ take, refuse });
  offerBookmarklet({ say, copy: (address) => copy(address, 'The bookmark’s address') });
}

listen();
await attempt(learnModels);
receivePage({ take, refuse });
