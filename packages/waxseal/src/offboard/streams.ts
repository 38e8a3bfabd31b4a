// Streams of the record on which what is done is written down before and after.

const LEAVERS = 'offboarding/'

/** The stream of everything about somebody's leaving and coming back. */
export function leaverStream(principal: string): string {
  return `${LEAVERS}${principal}`
}

/** The principal whose stream it is. */
export function leaverOf(stream: string): string | undefined {
  return stream.startsWith(LEAVERS) ? stream.slice(LEAVERS.length) : undefined
}

/** The streams of rotations on a grand scale. */
export const ROTATION_STREAMS = Object.freeze({ all: 'mass-rotation/all', due: 'mass-rotation/due' } as const)
