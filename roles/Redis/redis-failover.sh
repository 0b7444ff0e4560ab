# $1: the nodes that must not become master. $2: the name of the master. $3: the master; then the other Sentinels to ask.
IFS= read -r password
leaving=$1 name=$2
shift 2
address() {
  timeout 2 /opt/gitlab/embedded/bin/redis-cli -h "$1" -p 26379 sentinel get-master-addr-by-name "$name" 2>/dev/null | head -n 1
}
moved() { for sentinel; do [ "$(address "$sentinel")" != "$before" ] || return 1; done; }
before=$(address "$1")
client() { REDISCLI_AUTH=$password /opt/gitlab/embedded/bin/redis-cli -h "$node" client "$@" >/dev/null; }
# A Sentinel learns of it when it asks the replicas next, every ten seconds.
refuses() { timeout 5 /opt/gitlab/embedded/bin/redis-cli -h "$1" -p 26379 sentinel replicas "$name" | tr -d '\r' | awk -v ip="$2" '
  key == "ip" { mine = $0 == ip } key == "slave-priority" && mine { priority = $0 } { key = $0 } END { exit priority != "0" }'; }
for address in $leaving; do
  REDISCLI_AUTH=$password timeout 5 /opt/gitlab/embedded/bin/redis-cli -h "$address" config set replica-priority 0 >/dev/null
done
for address in $leaving; do
  [ "$address" = "$1" ] || for try in $(seq 30); do refuses "$1" "$address" && break; sleep 0.5; done
done
node=$1 held=0
end=$(($(date +%s) + 90))
while now=$(date +%s) && [ "$now" -lt $end ]; do
  if [ "$(address "$1")" = "$before" ]; then
    # Also after an accepted one: a failover that Sentinel gave up starts again, and clients wait again.
    [ "$now" -lt "$held" ] || client pause 5000 write
    answer=$(/opt/gitlab/embedded/bin/redis-cli -h "$1" -p 26379 sentinel failover "$name") || exit 1
    case $answer in OK) held=$((now + 5)) ;; *) [ "$now" -lt "$held" ] || client unpause ;; esac
  fi
  sleep 0.25
  moved "$@" && exit 0
done
tilt=$(/opt/gitlab/embedded/bin/redis-cli -h "$1" -p 26379 info sentinel | tr -d '\r' | grep '^sentinel_tilt:1')
tilt=${tilt:+(it is in TILT mode: this machine is too busy, or its clock jumps)}
echo "a Sentinel still names $before after 90 s; its last answer: $answer $tilt" >&2
exit 1
