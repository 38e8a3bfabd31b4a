import { carryOut, type RunOptions, type RunResult } from './carry-out.js'
import { planInEnglish } from './english.js'
import { forecast, type Outcome } from './forecast.js'
import { type PlanPhrases, printPlan } from './phrases.js'
import { RunRecord } from './run-record.js'
import type { Venture } from './venture.js'

/** What is to be done, ready to be read and run. */
export interface Plan extends Outcome {
  /** The plan for people, a line for each thing. */
  print(language?: PlanPhrases): string
  /** What `run` would come to now if every hook succeeds. Changes nothing. */
  dryRun(): Promise<Outcome>
  /**
   * Does it. Whatever waits for something stays open: run it again, in any process. Throws `offboarding-under-way` while another run is at
   * it, `offboarding-taken-over` when another one has gone on with it, and what the journal throws; then too it can be run again.
   */
  run(options?: RunOptions): Promise<RunResult>
}

/** Looks what is to be done. */
export async function makePlan(venture: Venture): Promise<Plan> {
  const dryRun = async () => forecast(venture, await RunRecord.open(venture.ports, venture.stream))
  const outcome = await dryRun()
  return Object.freeze<Plan>({
    ...outcome,
    print: (language = planInEnglish) => printPlan(outcome, venture, language),
    dryRun,
    run: (options) => carryOut(venture, options),
  })
}
