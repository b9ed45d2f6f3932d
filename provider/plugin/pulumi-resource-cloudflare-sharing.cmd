@echo off
rem What the engine starts on Windows. NODE_OPTIONS are cleared and young objects kept few, as in the file for the others.
setlocal
set "NODE_OPTIONS="
node --max-semi-space-size=4 "%~dp0main.js" %*
