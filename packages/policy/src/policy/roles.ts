type Roles = Readonly<Record<string, { readonly includes?: readonly string[] | undefined }>>

/**
 * A chain of roles that ends where it began, or `undefined`. Roles are taken away from the leaves up; what cannot be taken leads
 * into a cycle. No recursion: a long chain must not end the stack.
 */
export function findRoleCycle(roles: Roles): readonly string[] | undefined {
  const includedBy = new Map<string, string[]>()
  const open = new Map<string, number>()
  for (const [name, role] of Object.entries(roles)) {
    const included = new Set(role.includes)
    open.set(name, included.size)
    for (const other of included) {
      const holders = includedBy.get(other)
      if (holders === undefined) includedBy.set(other, [name])
      else holders.push(name)
    }
  }
  const leaves = [...open.keys()].filter((name) => open.get(name) === 0)
  for (let leaf = leaves.pop(); leaf !== undefined; leaf = leaves.pop()) {
    open.delete(leaf)
    for (const holder of includedBy.get(leaf) ?? []) {
      const left = (open.get(holder) ?? 0) - 1
      open.set(holder, left)
      if (left === 0) leaves.push(holder)
    }
  }
  const way: string[] = []
  const seen = new Set<string>()
  let name = open.keys().next().value
  while (name !== undefined && !seen.has(name)) {
    seen.add(name)
    way.push(name)
    name = roles[name]?.includes?.find((other) => open.has(other))
  }
  return name === undefined ? undefined : way.slice(way.indexOf(name))
}

/** Roles and all roles they hold, directly or through others. */
export function roleClosure(
  roles: readonly string[],
  includes: (role: string) => readonly string[] | undefined,
): ReadonlySet<string> {
  const closure = new Set(roles)
  // A set is walked in the order of insertion and sees what is added on the way.
  for (const name of closure) for (const included of includes(name) ?? []) closure.add(included)
  return closure
}
