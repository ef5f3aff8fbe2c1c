import { applyEdits, walk } from './source-edits.mjs';

/*
 * A bundler drops functions that nobody uses, but no methods: a class comes as a whole. This drops the methods of a library whose
 * name occurs nowhere, neither as a name nor as a string, but where they are defined or in other such methods. "Nowhere" is the
 * library and the one file that uses it; that no other file does is checked here, and that it hands none of the library's objects
 * on is a rule for that file.
 */

/** What the language itself calls, by a name that stands nowhere. */
const calledByTheLanguage = ['constructor', 'toString', 'toJSON', 'valueOf', 'then', 'next', 'return', 'throw', 'handleEvent'];

const isMethod = (node) => node.type === 'MethodDefinition' && !node.computed && node.key.type === 'Identifier';

/** The names in a piece of a program; what is inside its methods comes apart, for each method. */
function namesIn(root, methods) {
  const names = new Set();
  walk(root, (node, parent) => {
    if (node !== root && methods !== null && isMethod(node)) {
      methods.push({ name: node.key.name, names: namesIn(node.value, null) });
      return false;
    }
    if (node.type === 'Identifier' && !(parent !== null && isMethod(parent) && parent.key === node)) names.add(node.name);
    if (node.type === 'Literal' && typeof node.value === 'string') names.add(node.value);
    return true;
  });
  return names;
}

/**
 * Which methods nobody can call.
 *
 * @param {{ library: object[], users: object[] }} program syntax trees: of the library, and of what uses it.
 * @returns {Set<string>} their names.
 */
export function unusedMethods({ library, users }) {
  let waiting = [];
  const used = new Set(calledByTheLanguage);
  for (const ast of library) for (const name of namesIn(ast, waiting)) used.add(name);
  for (const ast of users) for (const name of namesIn(ast, null)) used.add(name);
  for (;;) {
    const reached = waiting.filter(({ name }) => used.has(name));
    if (reached.length === 0) return new Set(waiting.map(({ name }) => name));
    waiting = waiting.filter(({ name }) => !used.has(name));
    for (const { names } of reached) for (const name of names) used.add(name);
  }
}

/** The code without the methods of these names. */
export function withoutMethods(code, ast, names) {
  const edits = [];
  walk(ast, (node) => {
    if (isMethod(node) && names.has(node.key.name)) edits.push({ start: node.start, end: node.end, text: '' });
  });
  return applyEdits(code, edits);
}

/**
 * Rollup plugin, to run before the minifier.
 *
 * @param {{ modules: RegExp, user: string }[]} libraries their modules, and the one file that may import them.
 */
export function pruneLibraries(libraries) {
  return {
    name: 'prune-libraries',
    buildEnd(error) {
      if (error !== undefined) return;
      for (const { modules, user } of libraries) {
        for (const id of this.getModuleIds()) {
          const imported = this.getModuleInfo(id)?.importedIds ?? [];
          if (id !== user && !modules.test(id) && imported.some((name) => modules.test(name))) this.error(`${id}: only ${user} may import ${modules}`);
        }
      }
    },
    renderChunk(code, { modules: own }, _options, { chunks }) {
      const program = Object.values(chunks)
        .flatMap(({ modules }) => Object.entries(modules))
        .filter(([, module]) => module.code);
      let result = code;
      for (const { modules, user } of libraries) {
        const parts = Object.entries(own).filter(([id, module]) => modules.test(id) && module.code);
        if (parts.length === 0) continue;
        const trees = (chosen) => program.filter(([id]) => chosen(id)).map(([, module]) => this.parse(module.code));
        const unused = unusedMethods({ library: trees((id) => modules.test(id)), users: trees((id) => id === user) });
        for (const [id, module] of parts) {
          const start = result.indexOf(module.code);
          if (start === -1) this.error(`${id} is not in its chunk as it was rendered`);
          result = result.slice(0, start) + withoutMethods(module.code, this.parse(module.code), unused) + result.slice(start + module.code.length);
        }
      }
      return result === code ? null : { code: result, map: null };
    },
  };
}
