/**
 * Why the installed packages are not those of the lock file; undefined when they are.
 * Compared by content: the files' times say nothing after a checkout or a copy.
 */
export function staleReason(lock, installed) {
  if (!installed) return "node_modules is missing or incomplete";
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === "") continue;
    const present = installed.packages[path];
    // Optional packages for other platforms are in the lock file only.
    if (!present && !wanted.optional && !wanted.devOptional) return `${path} is not installed`;
    if (present && (present.version !== wanted.version || present.integrity !== wanted.integrity)) {
      return `${path} is ${present.version}, package-lock.json wants ${wanted.version}`;
    }
  }
  const extra = Object.keys(installed.packages).find((path) => !(path in lock.packages));
  return extra && `${extra} is not in package-lock.json`;
}
