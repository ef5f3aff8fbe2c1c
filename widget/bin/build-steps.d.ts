/*
 * The build steps, for their tests. The steps are plain modules, as rollup's configuration is.
 */

declare module '*/bin/fix-settings.mjs' {
  export function assertNotSet(ast: object, settings: Record<string, unknown>): void;
  export function withFixedSettings(code: string, ast: object, settings: Record<string, unknown>): string;
}
declare module '*/bin/number-messages.mjs' {
  type Parse = (code: string) => object;
  export function numberMessages(options: { folder: string; languages: readonly string[] }): {
    buildStart(): void;
    transform(this: { parse: Parse }, code: string, id: string): { code: string } | null;
  };
}
declare module '*/bin/pack-descriptors.mjs' {
  export function packDescriptors(options: { folder: string; pin: string }): { load(id: string): string | null };
}
declare module '*/bin/prune-libraries.mjs' {
  export function unusedMethods(program: { library: readonly object[]; users: readonly object[] }): Set<string>;
  export function withoutMethods(code: string, ast: object, names: ReadonlySet<string>): string;
}
declare module '*/bin/share-helpers.mjs' {
  export function withDeclaredFields(code: string, ast: object): string;
}
declare module '*/bin/shrink-styles.mjs' {
  export function shrinkStyles(css: string): string;
}
declare module '*/bin/silence-logs.mjs' {
  export function withoutLogs(code: string, ast: object): string;
}

declare module '*/bin/define-elements.mjs' {
  export function withDefinedElements(code: string): string;
}

declare module '*/bin/shrink-templates.mjs' {
  export function withShrunkTemplates(code: string, ast: object): string;
}

declare module '*/bin/part-english.mjs' {
  export function withSaidMessages(code: string, ast: object): { readonly code: string; readonly words: ReadonlyMap<number, string> };
  export function withoutWords(code: string, ast: object): string;
  export function listOf(words: ReadonlyMap<number, string>): string;
}
declare module '*/bin/wordless-errors.mjs' {
  export function withoutSentences(code: string, ast: object): string;
}
declare module '*/bin/trim-penpal.mjs' {
  export function withPlatformIds(code: string, ast: object): string;
  export function withoutOldProtocol(code: string, ast: object): string;
}
