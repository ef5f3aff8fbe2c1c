import assert from 'node:assert/strict';

/** Just enough of a browser: cookies, redirects, and forms sent as they stand in the page. Stops at the first redirect to `stopAt`. */
export class FormBrowser {
  readonly stopAt: string;
  readonly cookies = new Map<string, string>();
  url = '';
  body = '';
  status = 0;
  headers = new Headers();

  constructor(stopAt: string) {
    this.stopAt = stopAt;
  }

  async go(url: string, form?: URLSearchParams, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    let next: { url: string; form: URLSearchParams | undefined } = { url, form };
    for (let hop = 0; hop < 10; hop++) {
      const response = await fetch(next.url, {
        method: next.form === undefined ? 'GET' : 'POST',
        ...(next.form === undefined ? {} : { body: next.form }),
        redirect: 'manual',
        headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...headers },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [name, value] = (cookie.split(';')[0] ?? '').split('=') as [string, string];
        if (value === '') this.cookies.delete(name);
        else this.cookies.set(name, value);
      }
      this.url = next.url;
      this.status = response.status;
      this.headers = response.headers;
      this.body = await response.text();
      const location = response.headers.get('location');
      if (location === null) return;
      next = { url: new URL(location, next.url).href, form: undefined };
      if (next.url.startsWith(this.stopAt)) {
        this.url = next.url;
        return;
      }
    }
    throw new Error('too many redirects');
  }

  async submit(step: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const action = this.body.match(/action="(\/interaction\/[^"]+)"/g)?.find((text) => text.includes(`/${step}"`));
    assert.ok(action !== undefined, `no form for ${step}:\n${this.body}`);
    await this.go(new URL(action.slice('action="'.length, -1), this.url).href, new URLSearchParams(fields), headers);
  }
}
