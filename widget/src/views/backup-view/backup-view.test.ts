import { expect, fixture, html } from '@open-wc/testing';
import type { AlcItemEvent, AlcTaskEvent } from '../../events.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { Backup } from '../backup-state.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { kitBackup, oldPasskey, unfinishedKit } from '../views.mocks.ts';
import './backup-view.ts';
import type { AlcBackupView } from './backup-view.ts';

withTokens();

const open = (backups: readonly Backup[]) => fixture<AlcBackupView>(html`<alc-backup-view .frame=${frame} .backups=${backups}></alc-backup-view>`);

describe('alc-backup-view', () => {
  it('lists each with its kind and age, and what the service keeps, which nobody removes', async () => {
    const view = await open([oldPasskey, kitBackup, unfinishedKit]);
    expect(view.shadowRoot?.querySelectorAll('.item')).to.have.length(4);
    expect(view.shadowRoot?.querySelectorAll('.item .caution')).to.have.length(2);
    expect(words(view)).to.contain('Not finished').and.to.contain('Kept by the service');
    expect(view.shadowRoot?.querySelector('#ask-service')).to.equal(null);
    await expect(view).to.be.accessible();
  });

  it('makes a kit or a passkey, and hands over the page that needs no service', async () => {
    const view = await open([]);
    const tasks: string[] = [];
    view.addEventListener('alc-task', (event: AlcTaskEvent) => tasks.push(event.kind));
    part(view, '#kit').click();
    part(view, '#passkey').click();
    expect(tasks).to.deep.equal(['kit', 'passkey']);
    const page = part<HTMLAnchorElement>(view, '#page');
    expect([new URL(page.href).pathname.split('/').at(-1), page.download]).to.deep.equal(['recover.html', 'alcove-recover.html']);
    await expect(view).to.be.accessible();
  });

  it('removes only after a question in its place, and gives the focus back when it is taken back', async () => {
    const view = await open([kitBackup]);
    const changes: AlcItemEvent['change'][] = [];
    view.addEventListener('alc-item', ({ change }) => changes.push(change));
    part(view, `#ask-${kitBackup.wrapId}`).click();
    await view.updateComplete;
    expect(changes).to.deep.equal([]);
    await waitUntil(() => view.focusedControlId === 'confirm', 'the focus is there');
    await expect(view).to.be.accessible();
    part(view, '#keep').click();
    await view.updateComplete;
    await waitUntil(() => view.focusedControlId === `ask-${kitBackup.wrapId}`, 'the focus is there');
    part(view, `#ask-${kitBackup.wrapId}`).click();
    await view.updateComplete;
    part(view, '#confirm').click();
    expect(changes).to.deep.equal([{ what: 'remove-backup', id: kitBackup.wrapId }]);
  });
});
