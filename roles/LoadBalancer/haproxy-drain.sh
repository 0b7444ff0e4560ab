stats=$(tell 'show stat' 2>&1)
case $stats in '# pxname,'*) ;; *) echo "HAProxy, show stat: $stats" >&2; exit 1 ;; esac
drained=
for server; do
  others=$(printf '%s\n' "$stats" | awk -F, -v backend="${server%/*}" -v server="${server#*/}" '
    $1 == backend && $2 != server && $2 != "FRONTEND" && $2 != "BACKEND" && $18 ~ /^(UP|no check)/ { n++ }
    END { print n + 0 }')
  if [ "$others" -eq 0 ]; then echo "$server stays: no other server of ${server%/*} is up"; continue; fi
  set_state "$server" drain
  drained="$drained $server"
done
for i in $(seq $((seconds * 2))); do
  left=$(tell 'show stat' | awk -F, -v servers="$drained " 'index(servers, " " $1 "/" $2 " ") { n += $5 } END { print n + 0 }')
  [ "$left" -gt 0 ] || exit 0
  sleep 0.5
done
