import { expect } from '@open-wc/testing';
import { parsePermissionsPolicy, readPageHeaders } from './page-headers.ts';

const wallet = 'https://wallet.example';

async function reading<Result>(answer: () => Promise<Response>, work: () => Promise<Result>): Promise<Result> {
  const { fetch } = window;
  window.fetch = answer;
  try {
    return await work();
  } finally {
    window.fetch = fetch;
  }
}

describe('page headers', () => {
  const rows: readonly (readonly [header: string, lists: { readonly [feature: string]: readonly string[] }])[] = [
    ['', {}],
    ['camera=()', { camera: [] }],
    ['camera=*, usb=self', { camera: ['*'], usb: ['self'] }],
    [`clipboard-write=(self "${wallet}"), camera=()`, { 'clipboard-write': ['self', wallet], camera: [] }],
    ['camera = ( self )', { camera: ['self'] }],
    ['rubbish', {}],
    ['camera=(', {}],
  ];
  for (const [header, lists] of rows) {
    it(`reads ${JSON.stringify(header)}`, () => {
      expect(Object.fromEntries(parsePermissionsPolicy(header))).to.deep.equal(lists);
    });
  }

  it('tells which features are kept from the wallet', async () => {
    const headers = { 'permissions-policy': `camera=(), usb=(self "${wallet}"), midi=*, hid=(self)` };
    const read = await reading(
      async () => new Response(null, { headers }),
      () => readPageHeaders(1_000),
    );
    expect(read?.refusedFeatures(['camera', 'usb', 'midi', 'hid', 'serial'], wallet)).to.deep.equal(['camera', 'hid']);
    expect(read?.openerPolicy).to.equal('unsafe-none');
  });

  it('knows nothing when the page cannot be asked for again', async () => {
    const read = await reading(
      async () => Promise.reject(new TypeError('refused')),
      () => readPageHeaders(1_000),
    );
    expect(read).to.equal(undefined);
  });
});
