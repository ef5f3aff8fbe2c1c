import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compose, deployFiles, fields, list, manifests, podContainers, podSpecs, read, readYaml, services, texts } from './deployment.ts';

/** A tag that says a version, or a digest: `latest`, a name, or nothing would be another image tomorrow. */
const pinned = /^[\w./-]+(?::\d+\.\d+\.\d+[\w.-]*|:\d+\.\d+[\w.-]*|@sha256:[0-9a-f]{64})$/;

describe('every container in deploy/', () => {
  it('there are some of both kinds', () => assert.ok(services.length >= 6 && podContainers.length >= 3));

  for (const { name, image, raw } of services) {
    it(`compose ${name}: no root, nothing writable but what is mounted, no capability`, () => {
      assert.match(String(raw.user), /^[1-9]\d*:[1-9]\d*$/);
      assert.equal(raw.read_only, true);
      assert.deepEqual(texts(raw.cap_drop), ['ALL']);
      assert.equal(raw.cap_add, undefined);
      assert.equal(raw.privileged, undefined);
      assert.ok(texts(raw.security_opt).includes('no-new-privileges:true'));
      assert.match(image, pinned);
      for (const volume of texts(raw.volumes)) assert.doesNotMatch(volume, /docker\.sock|^\/(?!run\/alcove)/);
      // Only the machine itself reaches it: there is no TLS.
      for (const port of texts(raw.ports)) assert.match(port, /^127\.0\.0\.1:/);
    });
  }

  for (const { name, image, raw } of podContainers) {
    it(`kubernetes ${name}: nothing writable but what is mounted, no capability, bounded memory`, () => {
      const context = fields(raw.securityContext);
      assert.equal(context.allowPrivilegeEscalation, false);
      assert.equal(context.readOnlyRootFilesystem, true);
      assert.deepEqual(texts(fields(context.capabilities).drop), ['ALL']);
      assert.equal(fields(context.capabilities).add, undefined);
      assert.match(image, pinned);
      assert.ok(fields(fields(raw.resources).limits).memory !== undefined);
    });
  }

  for (const spec of podSpecs) {
    it(`kubernetes pod of ${texts(list(spec.containers).map((container) => fields(container).name)).join(', ')}: no root, no token of the cluster`, () => {
      const context = fields(spec.securityContext);
      assert.equal(context.runAsNonRoot, true);
      assert.ok(Number(context.runAsUser) > 0 && Number(context.runAsGroup) > 0);
      assert.equal(fields(context.seccompProfile).type, 'RuntimeDefault');
      assert.equal(spec.automountServiceAccountToken, false);
      for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) assert.equal(spec[key], undefined, key);
      for (const volume of list(spec.volumes)) assert.equal(fields(volume).hostPath, undefined);
    });
  }

  it('the enclave’s image is made of pinned ones, and holds nothing but what is measured', () => {
    const text = read('nitro/Dockerfile');
    for (const [, base = ''] of text.matchAll(/^FROM --platform=linux\/amd64 (\S+)/gm)) assert.match(base, pinned);
    const copied = [...text.matchAll(/^COPY (?:--\S+ )*(.*) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    assert.deepEqual(copied.sort(), [
      '/nsm-bridge',
      'deploy/nitro/nsm-bridge.c',
      'deploy/nitro/start.sh',
      'mock-server/dist/enclave.mjs',
      'mock-server/dist/secp256k1.node',
    ]);
  });

  it('the images of the Dockerfile are pinned, and each stage that is shipped drops root', () => {
    const text = read('Dockerfile');
    const bases = [...text.matchAll(/^FROM (?:--platform=\S+ )?(\S+) AS (\S+)/gm)].map(([, base = '', stage = '']) => ({ base, stage }));
    const stages = new Set(bases.map(({ stage }) => stage));
    for (const { base } of bases) assert.ok(stages.has(base) || base === 'scratch' || pinned.test(base), base);
    for (const target of ['parts', 'server']) {
      const stage = text.split(/^FROM /m).find((part) => new RegExp(`^.* AS ${target}\\n`).test(part)) ?? '';
      assert.match(stage, /^USER [1-9]\d*:[1-9]\d*$/m, target);
      assert.match(stage, /^HEALTHCHECK /m, target);
    }
    const server = text.slice(text.indexOf(' AS server\n'));
    assert.doesNotMatch(server, /foundry|anvil/);
    assert.match(text, /npm ci --omit=dev --omit=optional/);
  });
});

describe('secrets', () => {
  it('are referenced by Kubernetes, and none is in a manifest', () => {
    assert.deepEqual(
      manifests.filter((manifest) => manifest.kind === 'Secret'),
      [],
    );
    for (const { raw } of podContainers) {
      for (const entry of list(raw.env)) {
        const { name, value } = fields(entry);
        if (/PASSWORD|SECRET$|DATABASE_URL|TOKEN$|KEY$/.test(String(name))) assert.equal(value, undefined, String(name));
      }
    }
  });

  it('compose takes them from a file and from the environment', () => {
    for (const secret of Object.values(fields(compose.secrets))) assert.match(String(fields(secret).file), /^\.\/secrets\//);
    for (const { name, environment } of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET$|KEY$/.test(variable)) assert.match(value, /^\$\{\w+:\?[^}]+\}$/, `${name} ${variable}`);
      }
    }
    assert.match(read('../.gitignore'), /^deploy\/secrets\/$/m);
    assert.match(read('../.gitignore'), /^deploy\/\.env$/m);
    assert.match(read('Dockerfile.dockerignore'), /^deploy\/secrets$/m);
  });

  for (const name of deployFiles) {
    it(`${name} holds nothing that looks like one`, () => {
      const text = read(name);
      assert.doesNotMatch(text, /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bAQEF[\w+/=]{20}/);
      for (const [found, password = ''] of text.matchAll(/postgres(?:ql)?:\/\/[^:@/\s]+:([^@\s]+)@/g)) assert.match(password, /^(\$\{|PASSWORD$)/, found);
    });
  }
});

describe('the YAML', () => {
  for (const name of deployFiles.filter((file) => /\.ya?ml$/.test(file))) {
    it(`${name} can be read`, () => assert.ok(readYaml(name).every((document) => Object.keys(document).length > 0)));
  }

  it('kustomization.yaml names every manifest, and each is in the one namespace', () => {
    const [kustomization = {}] = readYaml('kubernetes/kustomization.yaml');
    const files = deployFiles
      .filter((name) => name.startsWith('kubernetes/') && !name.endsWith('kustomization.yaml'))
      .map((name) => name.slice('kubernetes/'.length));
    assert.deepEqual([...texts(kustomization.resources)].sort(), files);
    for (const { kind, metadata } of manifests) {
      if (kind === 'Namespace' || kind === 'Kustomization') continue;
      assert.equal(fields(metadata).namespace, 'alcove', String(fields(metadata).name));
    }
  });

  it('what selects pods selects those of the Deployment, and probes ask the server’s own pages', () => {
    const deployment = manifests.find((manifest) => manifest.kind === 'Deployment') ?? {};
    const labels = fields(fields(fields(fields(deployment.spec).template).metadata).labels);
    const selectors = manifests
      .filter((manifest) => ['Service', 'PodDisruptionBudget', 'Deployment'].includes(String(manifest.kind)))
      .map(({ spec }) => fields(fields(spec).selector))
      .map((selector) => fields(selector.matchLabels ?? selector));
    assert.equal(selectors.length, 3);
    for (const selector of selectors) assert.deepEqual(selector, labels);
    const wallet = podContainers.find(({ name }) => name === 'wallet')?.raw ?? {};
    const pathOf = (probe: string) => fields(fields(wallet[probe]).httpGet).path;
    assert.deepEqual(['startupProbe', 'livenessProbe', 'readinessProbe'].map(pathOf), ['/healthz', '/healthz', '/readyz']);
    const { terminationGracePeriodSeconds } = podSpecs.find((spec) => spec.terminationGracePeriodSeconds !== undefined) ?? {};
    assert.equal(terminationGracePeriodSeconds, 40);
  });
});
