import '../about-view/about-view.ts';
import '../lock-view/lock-view.ts';
import '../settings-view/settings-view.ts';
import '../sites-view/sites-view.ts';

export { loadSettingsWords } from './settings-words.ts';
