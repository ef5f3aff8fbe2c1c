/*
 * msw's own service worker, and one thing of it changed: msw hands a window's requests to that window, and everything else to the first
 * one that is in sight. Here one frame answers for every page below this path, in sight or behind the sign-in window.
 */
importScripts('mockServiceWorker.js');

/* global activeClientIds */
self.resolveMainClient = async () => {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.find(({ id }) => activeClientIds.has(id));
};
