# shellcheck disable=SC2086,SC2116 # Lists of names and numbers; echo makes one line of them.
PATH=/opt/gitlab/embedded/bin:$PATH:/usr/sbin:/sbin
services=$(printf %s "$1" | tr ',' ' ')
[ -n "$services" ] || services=$(ls /opt/gitlab/service)
postgres() {
  data=$(sed -n 's/.*data_dir"*: *"*\([^",]*\).*/\1/p' /var/opt/gitlab/patroni/patroni.yaml | head -n 1)
  pid=$(head -n 1 "$data/postmaster.pid") && grep -q '^post' "/proc/$pid/comm" && echo "$pid"
}
processes() {
  found='' generation=''
  for service in $services; do
    generation="$generation $(cat "/opt/gitlab/service/$service/supervise/pid")"
    [ "$service" != patroni ] || generation="$generation $(postgres)"
  done 2>/dev/null
  while generation=$(echo $generation) && [ -n "$generation" ]; do
    found="$found $generation"
    generation=$(for pid in $generation; do pgrep -P "$pid"; done)
  done
  echo $found
}
firewall() { command -v iptables >/dev/null && iptables -w "$@"; }
