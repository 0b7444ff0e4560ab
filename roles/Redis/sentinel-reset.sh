# Makes the Sentinel at $1 forget what it knows of master $2, and waits until it has found $3 replicas and $3 other Sentinels again.
sentinel() { timeout 5 /opt/gitlab/embedded/bin/redis-cli -h "$address" -p 26379 sentinel "$@"; }
address=$1 name=$2 wanted=$3
field() { printf '%s\n' "$master" | awk -v name="$1" 'found { print; exit } $0 == name { found = 1 }'; }
sentinel reset "$name" || exit 1
for try in $(seq 180); do
  sleep 0.5
  master=$(sentinel master "$name" | tr -d '\r')
  if [ "$(field num-slaves)" -ge "$wanted" ] 2>/dev/null && [ "$(field num-other-sentinels)" -ge "$wanted" ]; then exit 0; fi
done
echo "after ${try} tries it knows $(field num-slaves) replicas and $(field num-other-sentinels) other Sentinels, not $wanted" >&2
exit 1
