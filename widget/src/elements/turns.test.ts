import { aTimeout, expect, fixture, html as markup } from '@open-wc/testing';
import { html } from 'lit';
import { AlcElement } from './alc-element.ts';
import { drawInTurns } from './turns.ts';

let log: string[] = [];

/** Says when it is drawn, and when the task in which it was has no more to do. */
class TurnProbe extends AlcElement {
  static override properties = { name: {}, depth: { type: Number } };
  declare name: string;
  declare depth: number;

  override render() {
    log.push(this.name);
    void (async () => {
      for (let step = 0; step < 100; step++) await null;
      log.push('|');
    })();
    return this.depth > 0 ? html`<turn-probe name=${`${this.name}a`} depth=${this.depth - 1}></turn-probe>` : html``;
  }
}
customElements.define('turn-probe', TurnProbe);

const two = markup`<div><turn-probe name="x" depth="1"></turn-probe><turn-probe name="y" depth="0"></turn-probe></div>`;

describe('drawing in turns', () => {
  beforeEach(() => {
    log = [];
  });

  it('draws at once while nothing opens', async () => {
    await fixture(two);
    await aTimeout(0);
    expect(log.join('')).to.equal('xyxa|||');
  });

  it('draws each element in a task of its own while the wallet opens, and says when all are drawn, those inside others too', async () => {
    const drawn = drawInTurns();
    const place = await fixture(two);
    await drawn;
    expect(log.join('')).to.equal('x|y|xa|');
    log = [];
    place.append(Object.assign(document.createElement('turn-probe'), { name: 'z', depth: 1 }));
    await aTimeout(0);
    expect(log.join('')).to.equal('zza||');
  });

  it('holds for all who ask at the same time', async () => {
    const asked = [drawInTurns(), drawInTurns()];
    await fixture(two);
    await Promise.all(asked);
    expect(log.join('')).to.equal('x|y|xa|');
  });

  it('ends where there is nothing to draw', async () => {
    await drawInTurns();
    expect(log).to.have.length(0);
  });
});
