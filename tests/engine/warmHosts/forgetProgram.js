/** Programs and this package are loaded anew for each run; what they use is not, but for connections. */
function forgetProgram() {
  for (const path of Object.keys(require.cache)) {
    if (/[\\/]grpc-js[\\/]build[\\/]src[\\/]subchannel-pool\.js$/.test(path))
      forgetConnections(require.cache[path].exports);
    const isTheirs = /[\\/]node_modules[\\/](?!pulumi-cloudflare-sharing[\\/])/.test(path);
    if (!isTheirs && path !== __filename) delete require.cache[path];
  }
}

/**
 * Pulumi's SDK leaves the connections to a run's engine open, in a pool by address. Where a later engine has the same
 * port, the broken one is found there: the SDK then ends the program without an error, and the engine deletes what the
 * program did not come to declare.
 */
function forgetConnections({ getSubchannelPool }) {
  getSubchannelPool(true).pool = Object.create(null);
}

module.exports = { forgetProgram };
