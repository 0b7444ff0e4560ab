# Replaces a file atomically. Content on standard input.
# Arguments: path, owner:group, mode, SHA-256 of the content, SHA-256 of the file that is replaced ('' = absent),
# folder where the replaced file is kept ('' = nowhere), validating script ('' = none) and its arguments.
# Exit codes: 75 changed by someone else, 76 refused by the validation.
umask 077
path=$1 owner=$2 mode=$3 wanted=$4 before=$5 keep=$6 validate=$7
shift 7
folder=${path%/*}
temporary=
trap 'if [ -n "$temporary" ]; then rm -f "$temporary"; fi' EXIT
trap 'exit 143' HUP INT TERM

hash_of() {
  set -- "$(sha256sum <"$1")"
  printf %s "${1%% *}"
}

# Others must be able to enter a folder made for a daemon's configuration.
[ -d "$folder" ] || (umask 022 && mkdir -p "$folder") || exit 1
[ ! -d "$path" ] || { echo "$path is a folder" >&2; exit 1; }
temporary=$(mktemp "$folder/.gitlab-ha.XXXXXXXX") || exit 1
cat >"$temporary" || exit 1
[ "$(hash_of "$temporary")" = "$wanted" ] || { echo "the content did not arrive complete" >&2; exit 1; }
chown "$owner" "$temporary" || exit 1
chmod "$mode" "$temporary" || exit 1
if [ -n "$validate" ]; then
  sh -c "$validate" sh "$@" "$temporary" </dev/null >&2 || exit 76
fi
sync "$temporary" 2>/dev/null || :
now=
if [ -e "$path" ]; then now=$(hash_of "$path"); fi
[ "$now" = "$before" ] || exit 75
if [ -n "$keep" ] && [ -n "$now" ]; then
  mkdir -p "$keep" && chmod 700 "$keep" || exit 1
  kept=$(mktemp "$keep/${path##*/}.$(date -u +%Y%m%dT%H%M%SZ).XXXX") && cat "$path" >"$kept" || exit 1
fi
mv -f "$temporary" "$path" || exit 1
temporary=
