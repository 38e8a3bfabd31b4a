/** Puts off the making of a value until it is first asked for, then keeps it: importing the client must not build its schemas. */
export function once<T>(make: () => T): () => T {
  let kept: { readonly value: T } | undefined
  return () => {
    kept ??= { value: make() }
    return kept.value
  }
}
