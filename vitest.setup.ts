import fc from 'fast-check'

// A run that fails must fail again. `FC_SEED=7 npm test` looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261123) })
