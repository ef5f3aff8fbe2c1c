import { plan } from './plan.mjs';

/** Mutation tests of what keys and limits rest on: `npm run test:mutation [-- file …]`. */
export default {
  mutate: Object.keys(plan),
  testRunner: 'node-test',
  plugins: ['@stryker-mutator/*', './test/mutation/node-test-runner.mjs'],
  // Every mutant meets the tests of its file in a fresh process, static ones too.
  coverageAnalysis: 'off',
  concurrency: 1,
  timeoutMS: 60_000,
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: 'coverage/mutation/tmp',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'coverage/mutation/report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  disableTypeChecks: false,
  allowEmpty: false,
  ignorePatterns: [
    '**',
    '!package.json',
    '!{host-sdk,widget,mock-server}/package.json',
    '!{host-sdk,widget,mock-server}/src/**',
    '!test/{mutation,vectors}/**',
  ],
};
