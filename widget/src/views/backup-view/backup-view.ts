import { msg } from '@lit/localize';
import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcItemEvent, AlcTaskEvent } from '../../events.ts';
import { type Backup, backupAge, backupName } from '../backup-state.ts';
import { ListScreen } from '../list-screen.ts';

/**
 * @summary The ways back into the wallet, how old each is, and how to make another.
 * @event {AlcTaskEvent} alc-task - `kit` or `passkey`: make one.
 * @event {AlcItemEvent} alc-item - `remove-backup`.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-backup-view')
export class AlcBackupView extends ListScreen {
  static override styles = [
    ListScreen.styles,
    css`
      a {
        color: var(--alcove-accent-on-quiet);
      }
    `,
  ];

  @property({ attribute: false }) backups: readonly Backup[] = [];

  override render() {
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${msg('Backup', { id: 'backup.title' })}</h1>
        <p class="lead">${msg('If you forget your PIN, only a backup opens your wallet.', { id: 'backup.text' })}</p>
        <ul>
          ${this.backups.map((backup) => this.#renderBackup(backup))}
          ${this.renderItem({
            id: 'service',
            icon: 'lock',
            heading: msg('Second key service', { id: 'backup.service' }),
            detail: msg('Kept by the service, in case its first one is lost. It does not replace your PIN.', { id: 'backup.service-text' }),
            removal: null,
          })}
        </ul>
        <p class="small">
          ${msg('A kit opens without this service too, with one page you can keep beside it:', { id: 'backup.page-text' })}
          <a id="page" href="recover.html" download="alcove-recover.html">${msg('Save the recovery page', { id: 'backup.page' })}</a>
        </p>
      </div>
      <div slot="actions" class="actions">
        <alc-button id="kit" variant="primary" full @click=${() => this.dispatchEvent(new AlcTaskEvent('kit'))}
          >${msg('Make a recovery kit', { id: 'task.kit' })}</alc-button
        >
        <alc-button id="passkey" variant="secondary" full @click=${() => this.dispatchEvent(new AlcTaskEvent('passkey'))}
          >${msg('Add a passkey', { id: 'task.passkey' })}</alc-button
        >
      </div>
    </alc-sheet>`;
  }

  #renderBackup(backup: Backup) {
    const age = backupAge(backup);
    return this.renderItem({
      id: backup.wrapId,
      icon: backup.kind === 'kit' ? 'file-text' : 'key',
      heading: backupName(backup),
      detail: age.text,
      isCaution: age.isCaution,
      removal: {
        label: msg('Remove', { id: 'action.remove' }),
        question: msg('Your PIN confirms it. After that this backup changes no PIN any more.', { id: 'backup.question' }),
        confirm: () => this.dispatchEvent(new AlcItemEvent({ what: 'remove-backup', id: backup.wrapId })),
      },
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-backup-view': AlcBackupView;
  }
}
