/* The switches of the page, as the parts that they break ask for them. */

let kmsIsDown = false;

export const faults = {
  kmsDown: () => kmsIsDown,
  setKmsDown(isDown: boolean) {
    kmsIsDown = isDown;
  },
};
