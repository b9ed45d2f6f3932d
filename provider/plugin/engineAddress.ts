/** The first argument that is no flag; the engine may put `--logtostderr`, `-v=N` and `--tracing URL` before it. */
export function engineAddress(args: readonly string[]): string {
  const tracing = args.indexOf("--tracing");
  const address = args.find((arg, at) => !arg.startsWith("-") && (tracing < 0 || at !== tracing + 1));
  if (!address) throw new Error("this plugin is started by Pulumi, which gives its address as an argument");
  return address;
}
