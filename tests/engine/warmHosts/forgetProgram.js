/** Programs and this package are loaded anew for each run; what they use is not. */
function forgetProgram() {
  for (const path of Object.keys(require.cache)) {
    const isTheirs = /[\\/]node_modules[\\/](?!pulumi-cloudflare-sharing[\\/])/.test(path);
    if (!isTheirs && path !== __filename) delete require.cache[path];
  }
}

module.exports = { forgetProgram };
