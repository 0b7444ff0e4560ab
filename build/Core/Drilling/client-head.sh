IFS= read -r password
PATH=/opt/gitlab/embedded/bin:$PATH
folder=$1 end=$(($(date +%s) + $2)) patience=$3; shift 3
# A lost connection ends it like a signal does: it still cleans up.
trap '' HUP PIPE
trap 'exit 143' INT TERM
mkdir -m 700 "$folder" || exit 1
trap 'rm -rf "$folder"' EXIT
