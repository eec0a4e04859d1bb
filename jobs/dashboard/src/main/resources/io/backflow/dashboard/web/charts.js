/** Charts by uPlot, each with a table of its newest points for those who do not see it. */

import uPlot from './uplot.js';
import { element, moment, say, table } from './format.js';

const HEIGHT = 220;
const ROWS = 20;
const charts = new Set();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function translucent(hex) {
  return `${hex}2e`;
}

/**
 * A chart in a figure.
 *
 * @param figure where it stands
 * @param options label; series, each with label, colour (a custom property), dash, points and fill; unit(value) for
 *     numbers; x ('time' or 'step'); band, the indices of the upper and the lower series; height; table: false where
 *     the same numbers stand elsewhere
 */
export class Chart {
  constructor(figure, options) {
    this.options = options;
    this.data = [[], ...options.series.map(() => [])];
    this.plotted = element('div', { class: 'plot', role: 'img', 'aria-label': options.label });
    this.empty = element('p', { class: 'empty' }, options.empty ?? 'Nothing to show yet.');
    this.plotted.style.minHeight = `${this.height()}px`;
    this.plotted.hidden = true;
    this.details = element('details', {}, element('summary', {}, 'As a table',
      element('span', { class: 'hidden' }, `: ${options.label}`)));
    this.details.hidden = options.table === false;
    this.details.addEventListener('toggle', () => this.tabulate());
    figure.replaceChildren(this.plotted, this.empty, this.details);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.plotted);
    charts.add(this);
    this.draw();
  }

  height() {
    return this.options.height ?? HEIGHT;
  }

  /** Shows other points: the places on the axis, then the values of each series. */
  show(data) {
    this.data = data;
    const some = data.slice(1).some(values => values.some(value => value != null));
    this.empty.hidden = some;
    this.plotted.hidden = !some;
    if (some) {
      if (this.plot) this.plot.setData(data);
      else this.draw();
      this.showNewest();
      this.plotted.setAttribute('aria-label', this.summary());
    }
    this.tabulate();
  }

  summary() {
    const last = this.data[0].length - 1;
    const values = this.options.series
      .map((series, i) => series.hidden ? null : `${series.label} ${this.options.unit(this.data[i + 1][last])}`)
      .filter(text => text != null);
    return `${this.options.label}: ${this.data[0].length} points; the newest: ${values.join(', ')}`;
  }

  tabulate() {
    if (!this.details.open) return;
    const first = this.options.x === 'time' ? 'Time' : 'Step';
    const columns = [first, ...this.options.series.map(series => `#${series.label}`)];
    const from = Math.max(0, this.data[0].length - ROWS);
    const rows = [];
    for (let i = this.data[0].length - 1; i >= from; i--) {
      const x = this.data[0][i];
      rows.push([this.options.x === 'time' ? moment(x * 1000) : String(x),
        ...this.options.series.map((series, s) => this.options.unit(this.data[s + 1][i]))]);
    }
    const made = table(`${this.options.label}, the newest first`, columns, rows);
    const old = this.details.querySelector('.scroll');
    if (!old) this.details.append(made);
    else if (old.textContent !== made.textContent) old.querySelector('table').replaceWith(made.querySelector('table'));
  }

  draw() {
    this.plot?.destroy();
    this.plot = null;
    const width = this.plotted.clientWidth;
    if (width === 0 || this.plotted.hidden) return;
    this.plot = new uPlot(this.settings(width), this.data, this.plotted);
    this.showNewest();
  }

  /** The legend has the newest values while nobody points at others. */
  showNewest() {
    if (this.plot && this.plot.cursor.idx == null) this.plot.setLegend({ idx: this.data[0].length - 1 });
  }

  resize() {
    if (!this.plot) this.draw();
    else if (this.plotted.clientWidth > 0 && this.plotted.clientWidth !== this.plot.width) {
      this.plot.setSize({ width: this.plotted.clientWidth, height: this.height() });
    }
  }

  settings(width) {
    const ink = colour('--muted');
    const grid = { stroke: colour('--grid'), width: 1 };
    const axis = { stroke: ink, grid, ticks: grid, font: '12px system-ui, sans-serif' };
    const { series, unit, x, band } = this.options;
    const time = x === 'time';
    return {
      width,
      height: this.height(),
      padding: [8, 26, 0, 0],
      cursor: time ? { sync: { key: 'run' } } : {},
      scales: { x: { time }, y: { range: (plot, low, high) => range(low, high, this.options) } },
      legend: { live: true },
      axes: [
        { ...axis, space: 80, size: 34, values: time ? clock : (plot, ticks) => ticks.map(tick => Number.isInteger(tick) ? String(tick) : '') },
        { ...axis, size: 58, values: (plot, ticks) => ticks.map(tick => this.options.tick?.(tick) ?? unit(tick)) },
      ],
      bands: band ? [{ series: band, fill: translucent(colour('--forecast')) }] : [],
      series: [
        { label: time ? 'Time' : 'Step', value: (plot, v) => v == null ? '–' : time ? moment(v * 1000) : String(v) },
        ...series.map(one => ({
          label: one.label,
          stroke: one.faint ? translucent(colour(one.colour)) : colour(one.colour),
          width: one.faint ? 1 : one.width ?? 2,
          dash: one.dash,
          fill: one.fill ? translucent(colour(one.colour)) : undefined,
          points: { show: one.points ?? false, size: 4 },
          spanGaps: one.spanGaps ?? false,
          value: (plot, v) => v == null ? '–' : unit(v),
        })),
      ],
    };
  }

  /** Takes the chart away. */
  close() {
    charts.delete(this);
    this.observer.disconnect();
    this.plot?.destroy();
  }
}

/** Times at ticks that are `distance` seconds apart. */
function clock(plot, ticks, axis, space, distance) {
  return ticks.map(tick => {
    const at = new Date(tick * 1000);
    const day = `${at.getMonth() + 1}-${at.getDate()}`;
    const hour = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
    if (distance >= 86400) return day;
    return distance >= 60 ? hour : `${hour}:${String(at.getSeconds()).padStart(2, '0')}`;
  });
}

function range(low, high, { zero, least }) {
  if (low == null) return [0, 1];
  const from = zero ? Math.min(0, low) : low;
  high = least ? Math.max(least, high) : high;
  const room = (high - from || Math.abs(high) || 1) * 0.06;
  return [zero && from === 0 ? 0 : from - room, high + room];
}

/** Draws all charts anew, in other colours. */
export function recolour() {
  charts.forEach(chart => chart.draw());
}

/** A note under a heading. */
export function note(id, text) {
  say(document.getElementById(id), text);
}
