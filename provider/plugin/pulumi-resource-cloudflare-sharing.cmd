@echo off
rem What the engine starts on Windows. NODE_OPTIONS are cleared as in the file for the others.
setlocal
set "NODE_OPTIONS="
node "%~dp0main.js" %*
