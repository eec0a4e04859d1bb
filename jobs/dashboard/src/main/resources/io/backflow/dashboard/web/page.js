/** The page: follows the events of its server, and shows them. */

import { Chart, note } from './charts.js';
import { bytes, change, count, duration, element, moment, number, percent, plural, say, short, table, UNKNOWN }
  from './format.js';
import { Sequences } from './sequences.js';
import { offerColours } from './colours.js';

const QUIET_SECONDS = 10;
const AGAIN_MILLIS = 3000;
const REJECTIONS = 10;
const COLUMNS = ['time', 'loss', 'baseline', 'rate', 'staleness', 'version', 'lag', 'steps'];

const byId = id => document.getElementById(id);
const points = Object.fromEntries(COLUMNS.map(name => [name, []]));
let source = null;
let connected = false;
let ended = false;
let state = null;
let stateAt = 0;

const rate = value => value == null ? UNKNOWN : `${number(value, 3)} steps/s`;
const records = value => value == null ? UNKNOWN : plural(Math.round(value), 'record', 'records');
const timeChart = (id, options) => new Chart(byId(id), { x: 'time', tick: short, height: 150, ...options });

const charts = [
  [timeChart('chart-loss', {
    label: 'Loss and baseline over time',
    height: 240,
    unit: number,
    series: [
      { label: 'Loss', colour: '--forecast', width: 2.5 },
      { label: 'Baseline', colour: '--baseline', dash: [6, 4] },
    ],
  }), ['loss', 'baseline']],
  [timeChart('chart-rate', {
    label: 'Steps a second over time',
    unit: rate,
    zero: true,
    series: [{ label: 'Throughput', colour: '--forecast', fill: true }],
  }), ['rate']],
  [timeChart('chart-lag', {
    label: 'Records not taken yet over time',
    unit: records,
    zero: true,
    empty: 'Not known yet: the lag is shown once the job has committed offsets at a checkpoint, or Flink reports it.',
    series: [{ label: 'Lag', colour: '--baseline', fill: true }],
  }), ['lag']],
  [timeChart('chart-staleness', {
    label: 'Versions by which contributions were behind, over time',
    unit: value => value == null ? UNKNOWN : plural(value, 'version', 'versions'),
    zero: true,
    least: 1,
    series: [{ label: 'Staleness', colour: '--forecast' }],
  }), ['staleness']],
  [timeChart('chart-version', {
    label: 'Parameter version over time',
    unit: count,
    series: [{ label: 'Version', colour: '--forecast' }],
  }), ['version']],
];

const sequences = new Sequences(connect);

/* What comes from the server. */

function connect() {
  source?.close();
  const query = sequences.picked.map(id => `sequence=${encodeURIComponent(id)}`).join('&');
  const opened = new EventSource(`events?${query}`);
  source = opened;
  opened.addEventListener('state', event => {
    connected = true;
    ended = false;
    state = JSON.parse(event.data);
    stateAt = performance.now();
    show();
  });
  opened.addEventListener('end', () => {
    ended = true;
    again(opened);
  });
  opened.addEventListener('error', () => again(opened));
}

function again(opened) {
  opened.close();
  connected = false;
  showStatus();
  setTimeout(() => {
    if (source === opened) connect();
  }, AGAIN_MILLIS);
}

/* What is shown. */

function show() {
  say(byId('run'), state.run.run);
  document.title = `${state.run.run} – Backflow`;
  takeCurves(state.curves);
  showStatus();
  showProblems();
  showTiles();
  showDrift();
  charts.forEach(([chart, names]) => chart.show([points.time, ...names.map(name => points[name])]));
  sequences.show(state.run, state.sequences);
  showIncidents();
  showCheckpoints();
  showRejections();
  showScoring();
}

function takeCurves(curves) {
  for (const name of COLUMNS) {
    points[name] = points[name].slice(0, curves.from).concat(curves.columns[name]);
  }
}

function reportAge() {
  const training = state?.jobs.training;
  return training ? (training.ageMillis + performance.now() - stateAt) / 1000 : null;
}

function status() {
  const age = reportAge();
  if (ended) return ['ended', 'The run, or its page, has ended; this is its last state'];
  if (!connected) return ['lost', state ? 'Connection lost; trying again' : 'No connection; trying again'];
  if (age == null) return ['quiet', 'No report of the run yet'];
  const flink = state.jobs.flink?.state;
  if (flink && flink !== 'RUNNING') return [flink === 'FAILED' ? 'lost' : 'quiet', `Job ${flink.toLowerCase()}`];
  if (age > QUIET_SECONDS) return ['quiet', `No report for ${duration(age)}`];
  return ['live', `Live, last report ${duration(age)} ago`];
}

/** Each second for those who see it; by voice only if something is different. */
function showStatus() {
  const [kind, text] = status();
  const node = byId('status');
  say(byId('status-text'), text);
  if (node.dataset.kind !== kind) {
    node.dataset.kind = kind;
    say(byId('announcement'), text);
  }
}

function showProblems() {
  const list = byId('problems');
  const problems = Object.entries(state.problems).map(([where, what]) => `${where} cannot be read: ${what}`);
  if (list.dataset.shown === problems.join('\n')) return;
  list.dataset.shown = problems.join('\n');
  list.hidden = problems.length === 0;
  list.replaceChildren(...problems.map(text => element('li', {}, text)));
  if (problems.length > 0) say(byId('announcement'), problems[0]);
}

function tiles() {
  const { training, flink, lag } = state.jobs;
  const lately = training?.lately;
  const below = lately?.loss != null && lately.baseline > 0 ? 1 - lately.loss / lately.baseline : null;
  return [
    ['Loss, last minute', number(lately?.loss),
      lately?.baseline == null ? 'no baseline' : `baseline ${number(lately.baseline)}`],
    ['Loss to baseline', below == null ? UNKNOWN : `${below >= 0 ? '−' : '+'}${percent(Math.abs(below))}`,
      below == null ? 'not known yet' : below >= 0 ? 'below the baseline' : 'above the baseline',
      below == null ? '' : below >= 0 ? 'good' : 'bad'],
    ['Throughput', lately?.rate == null ? UNKNOWN : number(lately.rate, 3),
      'steps/s'],
    ['Lag', lag.records == null ? UNKNOWN : short(lag.records),
      lag.source === 'UNKNOWN' ? 'not known here' : 'records behind'],
    ['Version', count(training?.version), training ? `session ${training.session}` : 'none yet'],
    ['Staleness', count(training?.staleness), training?.staleness === 1 ? 'version behind' : 'versions behind'],
    ['Last checkpoint', flink?.checkpoints.newest ? duration((Date.now() - flink.checkpoints.newest.time) / 1000) : UNKNOWN,
      flink ? (flink.checkpoints.newest ? 'ago' : 'none yet') : 'not known here'],
    ['In the interval', lately?.intervalShare ? percent(lately.intervalInside, 1) : UNKNOWN,
      lately?.intervalShare ? `${percent(lately.intervalShare)} intended` : 'no intervals'],
  ];
}

function showTiles() {
  const list = byId('tiles');
  const all = tiles();
  if (list.children.length !== all.length) {
    list.replaceChildren(...all.map(() => element('div', { class: 'tile' },
      element('dt'), element('dd', { class: 'value' }), element('dd', { class: 'unit' }))));
  }
  all.forEach(([name, value, unit, kind], i) => {
    const [dt, dd, small] = list.children[i].children;
    say(dt, name);
    say(dd, value);
    say(small, unit);
    list.children[i].dataset.kind = kind ?? '';
  });
}

function driftText(drift) {
  const span = `last ${duration(drift.latelySeconds)} beside the ${duration(drift.beforeSeconds)} before`;
  const baseline = drift.baselineChange == null ? '' : `, baseline ${change(drift.baselineChange)}`;
  const figures = `loss ${change(drift.change)}${baseline} (${span})`;
  switch (drift.trend) {
    case 'FALLING': return `Falling: ${figures}`;
    case 'HARDER': return `Drift: the stream has become harder; ${figures}`;
    case 'WORSE': return `Drift: the model fits the stream less than before; ${figures}`;
    default: return `Steady: ${figures}`;
  }
}

/** The alarms of the server, which has seen every update, by group. */
function alarmText(alarms) {
  const one = (of, { count, before, after, version }) => `${count} drift alarm${count === 1 ? '' : 's'}${of}`
    + ` (loss ${before.toPrecision(4)} to ${after.toPrecision(4)} at version ${version})`;
  const all = alarms.groups.map(group => one(` of group ${group.group}`, group));
  return alarms.count > 0 ? [one('', alarms), ...all] : all;
}

function showDrift() {
  const drift = state.jobs.training?.lately.drift;
  const alarms = alarmText(state.jobs.training?.alarms ?? { count: 0, groups: [] });
  byId('drift').dataset.kind = drift && ['HARDER', 'WORSE'].includes(drift.trend) ? 'bad' : '';
  note('drift', [drift ? driftText(drift) : 'Drift: too few reports to say.', ...alarms].join(' · '));
}

/** Replaces what an element holds, where its text has changed. */
function fill(id, ...children) {
  const made = element('div', {}, ...children);
  const node = byId(id);
  if (node.textContent === made.textContent) return;
  const open = node.contains(document.activeElement);
  node.replaceChildren(...made.children);
  if (open) node.querySelector('[tabindex]')?.focus({ preventScroll: true });
}

function showIncidents() {
  const training = state.jobs.training;
  const incidents = Object.entries(training?.incidents ?? {}).sort((a, b) => b[1] - a[1]);
  if (!training) return fill('incidents', element('p', { class: 'empty' }, 'Not known yet.'));
  if (incidents.length === 0) {
    return fill('incidents', element('p', { class: 'empty' },
      `Nothing: all of ${plural(training.counts.steps, 'step was', 'steps were')} trained as they came.`));
  }
  fill('incidents', table('What was rejected, dropped or made up since the run began', ['Reason', '#Count', '#Per 1,000 steps'],
    incidents.map(([reason, n]) => [reason.replaceAll('_', ' '), count(n),
      number(1000 * n / Math.max(1, training.counts.steps), 3)])));
}

function facts(pairs) {
  return element('dl', { class: 'facts' }, ...pairs.flatMap(([name, value]) => [
    element('dt', {}, name), element('dd', {}, value)]));
}

function showCheckpoints() {
  const { flink, training, lag } = state.jobs;
  const known = training ? [
    ['Steps trained', count(training.counts.steps)],
    ['Windows', count(training.counts.windows)],
    ['Updates', count(training.counts.updates)],
    ...(lag.source === 'UNKNOWN' ? [] : [['Lag', lag.source === 'FLINK' ? 'by Flink’s sources' : 'by the offsets that the job commits']]),
    ...(training.counts.forecasts > 0 ? [['Forecasts scored', count(training.counts.forecasts)]] : []),
  ] : [];
  if (!flink) {
    return fill('checkpoints', facts(known), element('p', { class: 'empty' },
      'State and checkpoints are not known here. A page of a cluster has them with --flink-url, the address of Flink’s REST interface.'));
  }
  const { completed, failed, newest } = flink.checkpoints;
  fill('checkpoints', facts([
    ['State of the job', flink.state.toLowerCase()],
    ['Restarts', count(flink.restarts)],
    ['Checkpoints', `${count(completed)} completed, ${count(failed)} failed`],
    ['Newest checkpoint', newest
      ? `${moment(newest.time)}, ${bytes(newest.bytes)} in ${number(newest.durationMillis / 1000, 2)} s` : 'none yet'],
    ...known,
  ]));
}

function showRejections() {
  const rejections = state.jobs.rejections;
  fill('rejections', rejections.length === 0
    ? element('p', { class: 'empty' }, 'None were read.')
    : table('Newest rejected records', ['Time', 'Reason', 'What was wrong', 'From', 'Dead letter'],
      rejections.slice(0, REJECTIONS).map(one => [moment(one.time), one.reason.replaceAll('_', ' '), one.message, one.origin || UNKNOWN, one.place])));
}

function showScoring() {
  const jobs = state.jobs.scoring;
  byId('scoring-section').hidden = jobs.length === 0;
  if (jobs.length === 0) return;
  fill('scoring', table('Scoring jobs', ['Job', '#Version', '#Shadow', '#Forecasts scored', '#Loss', '#Baseline', 'Last decision'],
    jobs.map(job => [job.job, count(job.version), count(job.shadow), count(job.scored), number(job.loss),
      number(job.baseline), job.decision ?? 'none was read'])));
}

offerColours();
setInterval(showStatus, 1000);
connect();
