consul() { timeout 10 /opt/gitlab/embedded/bin/consul "$@" >/dev/null; }
written=$(ask 'select pg_current_wal_lsn()') && received "$written" 20 || exit 1
trap '' HUP PIPE
trap 'consul reload' EXIT
trap 'exit 143' INT TERM
consul services deregister -id=postgresql
gitlab-ctl patroni switchover
