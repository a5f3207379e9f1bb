// Making elements. Text goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

/** An element with properties ("class" and names with a dash are attributes), and children: elements or strings. */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key === 'class' || key.includes('-') || key === 'role' || key === 'for') element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

/** "97 %"; never a certainty that isn't there: a 1 is what the server left after rounding. */
export function percent(probability) {
  if (probability > 0.99) return '> 99 %';
  if (probability < 0.01) return '< 1 %';
  return `${Math.round(probability * 100)} %`;
}

/** "+1.20", with a true minus sign. */
export function signed(weight) {
  return (weight < 0 ? '\u2212' : '+') + Math.abs(weight).toFixed(2);
}

/** A bar with a mark at the threshold. For eyes alone: the number stands beside it. */
export function bar(probability, threshold) {
  const fill = make('span', { class: 'fill' });
  fill.style.inlineSize = `${probability * 100}%`;
  const whole = make('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
  if (threshold > 0 && threshold <= 1) {
    const mark = make('span', { class: 'threshold' });
    mark.style.insetInlineStart = `${threshold * 100}%`;
    whole.append(mark);
  }
  return whole;
}

/** Puts text on the clipboard; browsers give no clipboard to pages that came over plain HTTP from elsewhere. */
export async function copyText(text) {
  if (navigator.clipboard && globalThis.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed: the older way may be.
    }
  }
  const before = document.activeElement;
  const area = make('textarea', { class: 'unseen', value: text, 'aria-hidden': 'true' });
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  before?.focus();
  return done;
}
