/** One promise of a port. `run` rejects with an error that says what was broken; no test framework is needed. */
export interface ContractCase {
  readonly name: string
  run(): Promise<void>
}
