/** Light or dark: what the system prefers, or what the viewer chooses at the top of the page. */

import { recolour } from './charts.js';

const KEY = 'backflow-theme';
const buttons = document.querySelectorAll('.themes button');

function choose(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  buttons.forEach(button => button.setAttribute('aria-pressed', String(button.dataset.theme === theme)));
  recolour();
}

/** A browser without storage forgets the choice. */
function stored(action) {
  try {
    return action(localStorage);
  } catch {
    return null;
  }
}

/** Takes over what was chosen last, and what is chosen from now on. */
export function offerColours() {
  buttons.forEach(button => button.addEventListener('click', () => {
    stored(storage => storage.setItem(KEY, button.dataset.theme));
    choose(button.dataset.theme);
  }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  choose(stored(storage => storage.getItem(KEY)) ?? 'auto');
}
