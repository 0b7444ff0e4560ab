#!/usr/bin/env bash
# Runs the build with the arguments given. The build is compiled again only when the content of one of its inputs has changed.
#   NUKE_REBUILD=1  compiles in any case
#   DOTNET_EXE      the dotnet to use, instead of the one on PATH
set -euo pipefail

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
local_dotnet="$root/.nuke/temp/dotnet-unix"
boot="$root/build/bin/boot"
kept_builds=3
sha256=(sha256sum)
command -v sha256sum >/dev/null || sha256=(shasum -a 256)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUKE_TELEMETRY_OPTOUT=1

# The folder of an SDK whose version global.json admits ("latestFeature": the same major and minor, and no older).
# Asking `dotnet --version` would give the same answer in seven times the time.
admits_sdk() {
    local wanted version
    wanted=$(wanted_sdk)
    for version in "$1"/sdk/*/; do
        version=$(basename "$version")
        [[ ${version%.*} == "${wanted%.*}" ]] && [[ $(printf '%s\n' "$wanted" "$version" | sort -V | head -n 1) == "$wanted" ]] && return 0
    done
    return 1
}

wanted_sdk() {
    sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json"
}

find_dotnet() {
    local candidate
    for candidate in "${DOTNET_EXE:-}" "$(command -v dotnet || true)" "$local_dotnet/dotnet"; do
        [[ -n $candidate && -x $candidate ]] || continue
        candidate=$(readlink -f "$candidate")
        admits_sdk "$(dirname "$candidate")" && { echo "$candidate"; return 0; }
    done
    return 1
}

install_dotnet() {
    local script="$root/.nuke/temp/dotnet-install.sh"
    echo "Installing the .NET SDK $(wanted_sdk) into $local_dotnet ..." >&2
    mkdir -p "$(dirname "$script")"
    command -v curl >/dev/null || { echo "error: curl is needed to install the .NET SDK; or install $(wanted_sdk) by hand." >&2; exit 1; }
    curl --fail --silent --show-error --location --output "$script" https://dot.net/v1/dotnet-install.sh
    bash "$script" --install-dir "$local_dotnet" --version "$(wanted_sdk)" --no-path >&2
}

# Contents, not times: a restored cache, `cp -p` or a changed branch would make times lie.
content_key() {
    local sdk input inputs=()
    sdk=$(dirname "$dotnet")
    cd "$root"
    for input in build roles Directory.*.props Directory.*.targets .editorconfig global.json NuGet.config nuget.config build.sh; do
        [[ ! -e $input ]] || inputs+=("$input")
    done
    {
        find "${inputs[@]}" \( -name bin -o -name obj \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 "${sha256[@]}"
        echo "$dotnet" "$sdk"/sdk/* "$sdk"/shared/Microsoft.NETCore.App/* "${UseNukePackage:-}"
    } | "${sha256[@]}" | cut -c 1-24
}

compile() {
    local target="$boot/$key" fresh log
    fresh=$(mktemp -d "$boot/.new.XXXXXX")
    log="$fresh/build.log"
    trap 'rm -rf "$fresh"' EXIT
    echo "Building ..." >&2
    # No server is left behind: it would keep the lock, and the terminal, after this script's end.
    "$dotnet" build "$root/build/_build.csproj" -c Release -o "$fresh/out" -nologo '-clp:ErrorsOnly;NoSummary' \
        -nodeReuse:false -p:UseSharedCompilation=false >"$log" 2>&1 9>&- || { cat "$log" >&2; exit 1; }
    touch "$fresh/out/.complete"
    rm -rf "$target"
    mv "$fresh/out" "$target"
    remove_old_builds
    rm -rf "$fresh"
    trap - EXIT
}

remove_old_builds() {
    local old
    cd "$boot"
    # shellcheck disable=SC2012 # The names are hexadecimal digits.
    ls -1dt -- */ | tail -n "+$((kept_builds + 1))" | while read -r old; do rm -rf "$old"; done
    cd - >/dev/null
}

dotnet=$(find_dotnet) || { install_dotnet && dotnet=$(find_dotnet); }
export DOTNET_EXE="$dotnet"
key=$(content_key)
dll="$boot/$key/_build.dll"

if [[ ! -f $boot/$key/.complete || ${NUKE_REBUILD:-} == 1 ]]; then
    mkdir -p "$boot"
    exec 9>"$boot/.lock"
    ! command -v flock >/dev/null || flock 9
    # Someone else may have built it while this process waited.
    [[ -f $boot/$key/.complete && ${NUKE_REBUILD:-} != 1 ]] || compile
    exec 9>&-
fi

exec "$dotnet" exec "$dll" "$@"
