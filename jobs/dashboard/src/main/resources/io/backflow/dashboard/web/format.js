/** Numbers and times with their units, and the elements that show them. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const UNKNOWN = '–';

export function count(value) {
  return value == null ? UNKNOWN : whole.format(value);
}

export function short(value) {
  if (value == null) return UNKNOWN;
  return Math.abs(value) >= 10000 ? compact.format(value) : number(value, 3);
}

/** With some significant digits. */
export function number(value, digits = 4) {
  if (value == null) return UNKNOWN;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-5) return value.toExponential(digits - 1);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toLocaleString('en', { maximumFractionDigits: decimals });
}

export function percent(share, digits = 0) {
  return share == null ? UNKNOWN : `${(100 * share).toFixed(digits)} %`;
}

export function change(share) {
  if (share == null) return UNKNOWN;
  const sign = share > 0 ? '+' : share < 0 ? '−' : '';
  return `${sign}${Math.abs(100 * share).toFixed(0)} %`;
}

export function duration(seconds) {
  if (seconds < 1) return 'less than 1 s';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${number(value, 3)} ${units[unit]}`;
}

/** A time of day; with the date where it is not today. */
export function moment(millis) {
  if (millis == null) return UNKNOWN;
  const date = new Date(millis);
  const today = date.toDateString() === new Date().toDateString();
  const iso = new Date(millis - date.getTimezoneOffset() * 60000).toISOString();
  return today ? iso.slice(11, 19) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** The word for one or for several. */
export function plural(value, one, several) {
  return `${count(value)} ${value === 1 ? one : several}`;
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') made.className = value;
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child != null));
  return made;
}

/** Changes a text only where it differs, so that nobody's selection or reading is disturbed. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A table; the first cell of a row is its heading.
 *
 * @param columns names; those that begin with # are of numbers
 */
export function table(caption, columns, rows) {
  const head = columns.map(name =>
    element('th', { scope: 'col', class: name.startsWith('#') ? 'number' : '' }, name.replace(/^#/, '')));
  const body = rows.map(row => element('tr', {}, ...row.map((cell, i) => {
    const kind = columns[i].startsWith('#') ? 'number' : columns[i] === 'Time' ? 'time' : '';
    return element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row', class: kind } : { class: kind }, cell);
  })));
  return element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption },
    element('table', {},
      element('caption', { class: 'hidden' }, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body)));
}
