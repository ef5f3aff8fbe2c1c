import { expect } from '@open-wc/testing';
import { isAllowedOrigin } from './allowed-origin.ts';

describe('isAllowedOrigin', () => {
  const development = ['http://127.0.0.1:*', 'http://localhost:*'];
  const real = ['https://shop.example', 'https://www.shop.example:8443'];
  const rows: readonly (readonly [sentence: string, origin: string, rules: readonly string[], allowed: boolean])[] = [
    ['the exact origin', 'https://shop.example', real, true],
    ['the exact origin with its port', 'https://www.shop.example:8443', real, true],
    ['another scheme', 'http://shop.example', real, false],
    ['another port', 'https://shop.example:8443', real, false],
    ['a subdomain', 'https://evil.shop.example', real, false],
    ['a name that ends like it', 'https://notshop.example', real, false],
    ['a name that begins like it', 'https://shop.example.evil.test', real, false],
    ['any port of a development host', 'http://127.0.0.1:4000', development, true],
    ['no port of a development host', 'http://localhost', development, true],
    ['a development host over https', 'https://localhost:4000', development, false],
    ['a name that begins like a development host', 'http://127.0.0.1.evil.test:4000', development, false],
    ['a name that ends like a development host', 'http://evil-localhost:4000', development, false],
    ['an opaque origin', 'null', [...development, 'null'], false],
    ['an origin with a path', 'https://shop.example/', real, false],
    ['an origin with a user', 'https://shop.example@evil.test', real, false],
    ['upper case', 'https://SHOP.example', real, false],
    ['the rule itself', 'http://localhost:*', development, false],
    ['nothing', '', real, false],
    ['no rules', 'https://shop.example', [], false],
  ];
  for (const [sentence, origin, rules, allowed] of rows) {
    it(`${allowed ? 'lets in' : 'keeps out'} ${sentence}`, () => expect(isAllowedOrigin(origin, rules)).to.equal(allowed));
  }
});
