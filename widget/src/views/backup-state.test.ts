import { expect } from '@open-wc/testing';
import { backupAge, backupName, backupSummary } from './backup-state.ts';
import { kitBackup, nowMs, oldPasskey, unfinishedKit } from './views.mocks.ts';

describe('backups in words', () => {
  it('tells the kind and the age, and asks to look after one older than a year', () => {
    expect(backupName(kitBackup)).to.equal('Recovery kit');
    expect(backupAge(kitBackup, nowMs)).to.deep.equal({ text: 'Made 3 days ago', isCaution: false });
    expect(backupAge({ ...kitBackup, createdAtMs: nowMs }, nowMs).text).to.equal('Made today');
    expect(backupAge(oldPasskey, nowMs)).to.deep.equal({ text: 'Made 400 days ago. Check that you still have it.', isCaution: true });
  });

  it('counts a kit only once its words were entered again', () => {
    expect(backupAge(unfinishedKit, nowMs).isCaution).to.equal(true);
    expect(backupSummary([unfinishedKit], nowMs)).to.deep.equal({ text: 'No backup yet', isCaution: true });
    expect(backupSummary([oldPasskey, kitBackup, unfinishedKit], nowMs)).to.deep.equal({ text: 'Recovery kit · 3 days ago', isCaution: false });
    expect(backupSummary([oldPasskey], nowMs)).to.deep.equal({ text: 'Passkey · 400 days ago', isCaution: true });
  });
});
