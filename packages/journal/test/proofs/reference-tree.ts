import { createHash } from 'node:crypto'

// The tree of eight leaves with which implementations of RFC 6962 and RFC 9162 have always checked each other (the hashing of both is the
// same): leaves, roots and proofs as in the tests of Certificate Transparency,
// https://github.com/google/certificate-transparency/blob/master/cpp/merkletree/merkle_tree_test.cc, and
// https://github.com/transparency-dev/merkle/blob/main/proof/verify_test.go

/** Entries, hexadecimal. */
export const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'))

/** Roots of the trees of the first 1, 2, … 8 entries. */
export const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** Index of the leaf (from 0), size of the tree, proof. */
export const INCLUSION_PROOFS: readonly [index: number, size: number, proof: readonly string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]

/** Sizes of the two trees, proof. */
export const CONSISTENCY_PROOFS: readonly [first: number, second: number, proof: readonly string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
  [
    6,
    7,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
]

// The oracle: the recursive definitions of RFC 9162 section 2.1 word by word, over slices, with the hash of Node. Nothing of ours.

type Hash = Buffer
const sha256 = (...parts: readonly Uint8Array[]): Hash => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** Leaf hash of an entry. */
export const oracleLeaf = (entry: Uint8Array): Hash => sha256(Uint8Array.of(0), entry)

/** The definitions over the leaves from one place up to another. What was hashed once is remembered. */
export class OracleTree {
  readonly #known = new Map<string, Hash>()
  readonly #leaves: readonly Hash[]

  constructor(leaves: readonly Hash[]) {
    this.#leaves = leaves
  }

  /** MTH. */
  root(from: number, end: number): Hash {
    const key = `${from}-${end}`
    const hash = this.#known.get(key) ?? this.#hash(from, end)
    this.#known.set(key, hash)
    return hash
  }

  #hash(from: number, end: number): Hash {
    if (from === end) return sha256()
    if (end - from === 1) return this.#leaves[from] ?? sha256()
    const k = largestPower(end - from)
    return sha256(Uint8Array.of(1), this.root(from, from + k), this.root(from + k, end))
  }

  /** PATH(m, D_n). */
  path(m: number, from: number, end: number): Hash[] {
    if (end - from === 1) return []
    const k = largestPower(end - from)
    if (m < k) return [...this.path(m, from, from + k), this.root(from + k, end)]
    return [...this.path(m - k, from + k, end), this.root(from, from + k)]
  }

  /** SUBPROOF(m, D_n, b). */
  subproof(m: number, from: number, end: number, b = true): Hash[] {
    if (m === end - from) return b ? [] : [this.root(from, end)]
    const k = largestPower(end - from)
    if (m <= k) return [...this.subproof(m, from, from + k, b), this.root(from + k, end)]
    return [...this.subproof(m - k, from + k, end, false), this.root(from, from + k)]
  }
}

/** The largest power of two smaller than n. */
const largestPower = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1)
