consul() { timeout 10 /opt/gitlab/embedded/bin/consul "$@" >/dev/null; }
written=$(ask 'select pg_current_wal_lsn()') && received "$written" 20 || exit 1
trap '' HUP PIPE
trap 'consul reload' EXIT
trap 'exit 143' INT TERM
consul services deregister -id=postgresql
candidate=
[ -z "$2" ] || candidate=$(ask "select application_name from pg_stat_replication
  where state = 'streaming' and flush_lsn >= '$written' and application_name in ($replicas) limit 1")
gitlab-ctl patroni switchover ${candidate:+--candidate "$candidate"}
