# Removes member $1 at address $2, and the voter there when it is still one.
PATH=$PATH:/opt/gitlab/embedded/bin
status() { consul members </dev/null | awk -v name="$1" '$1 == name { print $3 }'; }
votes() { consul operator raft list-peers </dev/null | awk -v peer="$1:8300" '$3 == peer { found = 1 } END { exit !found }'; }
for try in $(seq 60); do
  case $(status "$1") in '' | left) break ;; esac
  # A member that is leaving needs a moment; a failed one is removed by force.
  [ "$try" -lt 10 ] || consul force-leave "$1" </dev/null
  sleep 1
done
if votes "$2"; then consul operator raft remove-peer -address="$2:8300" </dev/null || exit 1; fi
case $(status "$1") in '' | left) ;; *) echo "Consul still has $1: $(status "$1")" >&2; exit 1 ;; esac
consul force-leave -prune "$1" </dev/null || true
