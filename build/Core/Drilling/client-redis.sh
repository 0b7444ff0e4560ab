name=$1; shift
key=gitlab-ha-drill sentinels=$* port=26379
master() {
  for sentinel in $(cat "$folder/last" 2>/dev/null) $sentinels; do
    found=$(timeout 1 redis-cli -h "$sentinel" -p "$port" sentinel get-master-addr-by-name "$name" 2>/dev/null | head -n 1)
    case $found in *.*) echo "$sentinel" >"$folder/last"; echo "$found"; return ;; esac
  done
  echo 'no Sentinel names a master' >&2; return 1
}
redis() { address=$(master) && REDISCLI_AUTH=$password timeout "$patience" redis-cli -h "$address" "$@" 2>&1; }
prepare() { redis del $key >/dev/null && echo mode asynchronous; }
attempt() { answer=$(redis sadd $key "$1"); [ "$answer" = 1 ] || { echo "$answer"; return 1; }; }
kept() { answer=$(redis smembers $key) && case $answer in *[A-Z]*) return 1 ;; *) echo "$answer" ;; esac; }
clean() { redis del $key; }
