:; exec "$(dirname "$0")/build.sh" "$@"
@echo off
rem Git for Windows brings a bash, and with it the start without a needless compilation.
where /q bash && (bash "%~dp0build.sh" %* & exit /b %ERRORLEVEL%)
where /q dotnet || (echo error: the .NET SDK named in global.json is needed: https://dot.net/download & exit /b 1)
dotnet run --project "%~dp0build\_build.csproj" --configuration Release -- %*
exit /b %ERRORLEVEL%
