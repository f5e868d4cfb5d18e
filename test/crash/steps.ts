/** Every step at which something on the disk has just changed, or is about to, in the order of a run. */
export const STEPS = [
  'checkpoint:before-sync',
  'checkpoint:before-write',
  'checkpoint:after-write',
  'publish:before-write',
  'publish:after-write',
  'publish:before-intent',
  'publish:after-intent',
  'publish:before-rename',
  'publish:after-rename',
  'publish:before-cursor',
  'publish:after-cursor',
  'run:before-end',
] as const;
