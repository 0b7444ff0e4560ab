status() {
  for try in 1 2 3; do
    said=$(curl -q -s -m 3 "http://$1:8008/patroni")
    case "$said" in *'"postmaster_start_time"'*'"dcs_last_seen"'*) break ;; esac
    sleep 1
  done
  printf '%s' "$said"
}
looked() {
  seen=$(status "$1" | sed -n 's/.*"dcs_last_seen": *\([0-9]*\).*/\1/p')
  [ "${seen:-0}" -gt "$(reconfigured)" ]
}
reconfigured() { { stat -c %Y /opt/gitlab/embedded/nodes/*.json 2>/dev/null || echo 0; } | sort -n | tail -n 1; }
pending() {
  state=$(status "$1")
  case "$state" in *'"pending_restart": true'*) ;; *) return 1 ;; esac
  started=$(printf %s "$state" | sed -n 's/.*"postmaster_start_time": *"\([^"]*\)".*/\1/p')
  [ -n "$started" ] && [ "$(date -d "$started" +%s)" -le "$(reconfigured)" ]
}
