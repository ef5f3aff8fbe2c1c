import { type ProbeAnswer, probeMark, wantedFeatures } from './probe-answer.ts';

/*
 * `probe.js`, run by the wallet's page `/sdk/v1/probe.html`: tells the page that embeds it what a frame of the wallet's origin may do
 * there. It knows and stores nothing else.
 */

type FeaturePolicy = { allowsFeature(feature: string): boolean };

async function hasStorage(): Promise<boolean> {
  try {
    const request = indexedDB.open('alcove-probe');
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      setTimeout(reject, 2_000);
    });
    database.close();
    indexedDB.deleteDatabase('alcove-probe');
    return true;
  } catch {
    return false;
  }
}

async function answer(): Promise<ProbeAnswer> {
  const { featurePolicy } = document as Document & { readonly featurePolicy?: FeaturePolicy };
  return {
    type: probeMark,
    hasStorage: await hasStorage(),
    hasVisibility: 'isVisible' in IntersectionObserverEntry.prototype,
    refusedFeatures: featurePolicy ? wantedFeatures.filter((feature) => !featurePolicy.allowsFeature(feature)) : [],
  };
}

if (document.referrer && window.parent !== window) window.parent.postMessage(await answer(), new URL(document.referrer).origin);
