IFS= read -r password
PATH=/opt/gitlab/embedded/bin:$PATH
folder=$1 end=$(($(date +%s) + $2)) patience=$3; shift 3
# It cleans up after itself also when nobody listens to it any more.
trap '' HUP PIPE
trap 'exit 143' INT TERM
mkdir -m 700 "$folder" || exit 1
trap 'rm -rf "$folder"' EXIT
