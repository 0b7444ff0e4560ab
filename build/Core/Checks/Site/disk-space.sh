count=$#
for path; do
  while [ ! -e "$path" ] && [ "$path" != / ]; do path=${path%/*}; path=${path:-/}; done
  set -- "$@" "$path"
done
shift "$count"
echo "== space"; df -Pk -- "$@"
echo "== inodes"; df -Pi -- "$@"
echo "== read-only"; awk '$4 ~ /^ro(,|$)/ { print $2 }' /proc/self/mounts
