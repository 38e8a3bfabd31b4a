import { WaxsealError } from '@waxseal/core'

/** Makes the consistency proof from a tree of that size to the one of the checkpoint. */
export type ProofFrom = (size: number) => Promise<readonly Uint8Array[]>

/**
 * The port of a place to hand checkpoints to, out of reach of whoever could change the record: only against what is kept there
 * a record that was made anew or cut off is found.
 */
export interface Witness {
  /** What it is called in failures. */
  readonly name: string
  /**
   * Its verifier key as text. Only lines of this key over the checkpoint are taken then, and none of this key from any other witness.
   *
   * @default unknown: its lines are taken unless another has signed by that name and id
   */
  readonly key?: string
  /**
   * Takes a signed checkpoint and gives the signature lines that the witness adds; none when it only keeps it. Rejects when the
   * checkpoint was not taken.
   */
  submit(checkpoint: string, proofFrom: ProofFrom): Promise<readonly string[]>
}

/**
 * Why a witness did not take a checkpoint.
 *
 * - `witness-unreachable`: no answer, or one that says later. Try again; nothing is wrong with the record.
 * - `witness-refused`: it does not know this log or its key, or does not understand us. Someone must set it up (`details.status`).
 * - `witness-answer-invalid`: what it answered is not its signature over this checkpoint.
 * - `witness-ahead`: it has signed a larger record (`details.size`). Another process has published since, or OUR RECORD WAS CUT OFF.
 * - `witness-conflict`: OUR RECORD DOES NOT CONTINUE the one that it signed: it was changed, or there are two of that name.
 */
export type WitnessErrorCode =
  | 'witness-ahead'
  | 'witness-answer-invalid'
  | 'witness-conflict'
  | 'witness-refused'
  | 'witness-unreachable'

/**
 * The simplest witness: hands the text to a function of yours, which mails it, prints it or stores it on another machine.
 *
 * @example
 * ```ts
 * import { deliveryWitness } from '@waxseal/journal'
 *
 * const printer = deliveryWitness('printer', (checkpoint) => console.log(checkpoint.split('\n')[0]))
 * console.log(await printer.submit('example.com/log\n0\n…', async () => [])) // []
 * ```
 */
export function deliveryWitness(name: string, deliver: (checkpoint: string) => unknown): Witness {
  return {
    name,
    async submit(checkpoint) {
      await deliver(checkpoint)
      return []
    },
  }
}

/** An error of a witness, its code in the union. */
export function witnessError(
  code: WitnessErrorCode,
  message: string,
  options: ConstructorParameters<typeof WaxsealError>[2] = {},
): WaxsealError<WitnessErrorCode> {
  return new WaxsealError(code, message, options)
}
