/**
 * The engine's address among a provider process's arguments: the first that is no flag. The engine may put
 * `--logtostderr`, `-v=N` and `--tracing URL` before it.
 */
export function engineAddress(args: readonly string[]): string | undefined {
  const tracing = args.indexOf("--tracing");
  return args.find((arg, at) => !arg.startsWith("-") && (tracing < 0 || at !== tracing + 1));
}
