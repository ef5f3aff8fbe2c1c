import { expect } from '@open-wc/testing';
import { createEmitter } from './emitter.ts';

type Events = { readonly a: number; readonly b: string };

describe('createEmitter', () => {
  it('tells each listener of its own event once', () => {
    const emitter = createEmitter<Events>();
    const heard: unknown[] = [];
    const listener = (value: unknown): void => void heard.push(value);
    emitter.on('a', listener);
    emitter.on('a', listener);
    emitter.on('b', listener);
    emitter.emit('a', 1);
    emitter.emit('b', 'x');
    expect(heard).to.deep.equal([1, 'x']);
  });

  it('forgets a listener, also in the midst of an event', () => {
    const emitter = createEmitter<Events>();
    const heard: number[] = [];
    const once = (value: number): void => {
      emitter.off('a', once);
      heard.push(value);
    };
    emitter.on('a', once);
    emitter.on('a', (value) => heard.push(value * 10));
    emitter.emit('a', 1);
    emitter.emit('a', 2);
    expect(heard).to.deep.equal([1, 10, 20]);
  });

  it('knows no event that lives on a prototype', () => {
    const emitter = createEmitter<{ readonly [name: string]: number }>();
    for (const name of ['constructor', '__proto__', 'toString']) {
      emitter.emit(name, 1);
      emitter.off(name, () => {});
    }
  });
});
