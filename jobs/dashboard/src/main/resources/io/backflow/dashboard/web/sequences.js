/** The part of the page that shows sequences: which there are, and those that the viewer has picked. */

import { Chart, note } from './charts.js';
import { count, element, moment, number, percent, plural, say, table, UNKNOWN } from './format.js';

const MOST = 4;
const LISTED = 24;
const ROWS = 12;

export class Sequences {
  /** @param changed is called where other sequences are picked */
  constructor(changed) {
    this.changed = changed;
    this.picked = new URLSearchParams(location.search).getAll('sequence').slice(0, MOST);
    this.chosen = this.picked.length > 0;
    this.cards = new Map();
    this.ids = [];
    this.search = document.getElementById('search');
    this.choices = document.getElementById('choices');
    this.search.addEventListener('input', () => this.list());
    document.getElementById('picker').addEventListener('submit', event => {
      event.preventDefault();
      this.submit();
    });
  }

  submit() {
    const text = this.search.value.trim();
    const found = this.matching(text);
    const id = found.includes(text) || found.length !== 1 ? text : found[0];
    if (id !== '' && !this.picked.includes(id)) this.toggle(id);
    this.search.value = '';
    this.list();
  }

  toggle(id) {
    this.chosen = true;
    this.picked = this.picked.includes(id)
      ? this.picked.filter(other => other !== id)
      : [...this.picked, id].slice(-MOST);
    const query = this.picked.map(one => `sequence=${encodeURIComponent(one)}`).join('&');
    history.replaceState(null, '', query === '' ? location.pathname : `?${query}`);
    this.list();
    this.changed();
  }

  show(run, sequences) {
    this.run = run;
    const known = sequences.listed.map(one => one.id).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    if (known.join('\n') !== this.ids.join('\n')) {
      this.ids = known;
      this.list();
    }
    if (!this.chosen && known.length > 0) this.toggle(sequences.listed.at(-1).id); // something to see at once
    this.explain(sequences);
    this.draw(sequences.picked);
  }

  explain(sequences) {
    const share = this.run.publishedShare;
    const published = share === 0 ? 'The run publishes no predictions (predictions.publish: none).'
      : share < 1 ? `The run publishes ${percent(share, 1)} of its predictions. ` : '';
    const skipped = sequences.skipped > 0
      ? `The topic is faster than this page reads: ${count(sequences.skipped)} predictions were left out. ` : '';
    note('sequences-note', share === 0 ? published
      : `${published}${skipped}${plural(this.ids.length, 'sequence', 'sequences')} seen lately.`);
  }

  matching(text) {
    const wanted = text.toLowerCase();
    return this.ids.filter(id => id.toLowerCase().includes(wanted));
  }

  /** Buttons of those that match; a button that has the focus keeps it. */
  list() {
    const found = this.matching(this.search.value.trim());
    const shown = [...new Set([...this.picked, ...found.slice(0, LISTED)])];
    const focused = this.choices.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.choices.replaceChildren(...shown.map(id => this.choice(id)));
    if (found.length > LISTED) {
      this.choices.append(element('span', { class: 'note' }, `and ${count(found.length - LISTED)} more; type to find them`));
    }
    if (focused != null) {
      [...this.choices.children].find(button => button.dataset.id === focused)?.focus({ preventScroll: true });
    }
  }

  choice(id) {
    const button = element('button', {
      type: 'button', class: 'choice', 'data-id': id, 'aria-pressed': String(this.picked.includes(id)),
    }, id);
    button.addEventListener('click', () => this.toggle(id));
    return button;
  }

  draw(picked) {
    for (const [id, card] of this.cards) {
      if (!this.picked.includes(id)) {
        card.close();
        this.cards.delete(id);
      }
    }
    for (const { id, rows } of picked.filter(one => this.picked.includes(one.id))) {
      if (!this.cards.has(id)) {
        const card = new Card(id, this.run);
        this.cards.set(id, card);
        document.getElementById('cards').append(card.node);
        card.start();
      }
      this.cards.get(id).show(rows);
    }
  }
}

/** One sequence: its last values, what was forecast for them, and how that came out. */
class Card {
  constructor(id, run) {
    this.run = run;
    this.target = 0;
    this.rows = [];
    this.figure = element('figure');
    this.summary = element('p', { class: 'note' });
    this.values = element('div');
    const heading = element('h3', {}, id);
    this.node = element('article', { class: 'card', 'aria-label': `Sequence ${id}` },
      element('div', { class: 'panel-head' }, heading, this.chooser(id)), this.summary, this.figure, this.values);
    this.figure.hidden = run.classes;
  }

  /** Which number of the target is shown, where it has several. */
  chooser(id) {
    if (this.run.targets.length < 2) return null;
    const select = element('select', { 'aria-label': `Which value of ${id}` },
      ...this.run.targets.map((name, i) => element('option', { value: i }, name)));
    select.addEventListener('change', () => {
      this.target = Number(select.value);
      this.show(this.rows);
    });
    return select;
  }

  start() {
    if (this.run.classes) return;
    this.chart = new Chart(this.figure, {
      label: 'Values and forecasts by step',
      x: 'step',
      unit: number,
      band: [3, 4],
      table: false,
      empty: 'No predictions of this sequence were read yet.',
      series: [
        { label: 'Came true', colour: '--truth', width: 1.25, points: true },
        { label: 'Forecast', colour: '--forecast', dash: [6, 4], spanGaps: true },
        { label: 'Upper', colour: '--forecast', faint: true, spanGaps: true },
        { label: 'Lower', colour: '--forecast', faint: true, spanGaps: true },
      ],
    });
  }

  close() {
    this.chart?.close();
    this.node.remove();
  }

  show(rows) {
    this.rows = rows;
    const of = name => rows.map(row => row[name]?.[this.target] ?? null);
    this.chart?.show([rows.map(row => row.step), of('truth'), of('forecast'), of('upper'), of('lower')]);
    say(this.summary, this.outcome());
    this.tabulate();
  }

  /** How the forecasts came out that are shown. */
  outcome() {
    const judged = this.rows.filter(row => row.truth?.[this.target] != null && row.forecast?.[this.target] != null);
    if (judged.length === 0) return 'No forecast of this sequence has come true yet.';
    if (this.run.classes) {
      const right = judged.filter(row => row.truth[0] === row.forecast[0]).length;
      return `${count(right)} of the last ${plural(judged.length, 'class', 'classes')} right (${percent(right / judged.length)}).`;
    }
    const error = name => {
      const errors = judged.filter(row => row[name]?.[this.target] != null)
        .map(row => Math.abs(row[name][this.target] - row.truth[this.target]));
      return errors.length === 0 ? null : errors.reduce((a, b) => a + b, 0) / errors.length;
    };
    const baseline = error('baseline');
    const bounded = judged.filter(row => row.lower?.[this.target] != null);
    const inside = bounded.filter(row => this.inside(row)).length;
    return `Last ${plural(judged.length, 'forecast', 'forecasts')}: mean error ${number(error('forecast'), 3)}`
      + (baseline == null ? '' : `, baseline ${number(baseline, 3)}`)
      + (bounded.length === 0 ? '.' : `; ${percent(inside / bounded.length)} inside the interval.`);
  }

  inside(row) {
    const truth = row.truth[this.target];
    return row.lower[this.target] <= truth && truth <= row.upper[this.target];
  }

  tabulate() {
    const name = this.run.targets[this.target] ?? 'value';
    const intervals = this.rows.some(row => row.lower != null);
    const columns = ['#Step', 'Time', '#Forecast', ...(intervals ? ['#Interval'] : []), '#Came true', '#Error'];
    const made = table(`Newest values of ${name}`, columns, this.rows.slice(-ROWS).reverse().map(row => this.cells(row, intervals)));
    if (this.values.textContent === made.textContent) return;
    const old = this.values.querySelector('table');
    if (old) old.replaceWith(made.querySelector('table'));
    else this.values.replaceChildren(made);
  }

  cells(row, intervals) {
    const at = name => row[name]?.[this.target];
    const known = at('truth') != null && at('forecast') != null;
    const error = !known ? UNKNOWN
      : this.run.classes ? (at('truth') === at('forecast') ? 'right' : 'wrong')
        : number(at('forecast') - at('truth'), 3).replace('-', '−');
    const interval = at('lower') == null ? UNKNOWN
      : `${number(at('lower'))} to ${number(at('upper'))}${at('truth') == null ? '' : this.inside(row) ? ' ✓' : ' ✗'}`;
    return [String(row.step), moment(row.time), number(at('forecast')), ...(intervals ? [interval] : []),
      at('truth') == null ? 'not yet' : number(at('truth')), error];
  }
}
