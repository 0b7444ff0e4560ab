for try in $(seq 60); do
  answer=$(ask '?passing') && one "$answer" && break
  sleep 1
done
one "$answer" || { echo 'Consul names no single PostgreSQL leader' >&2; exit 0; }
ask | runuser -u gitlab-consul -- /var/opt/gitlab/consul/scripts/failover_postgresql_in_pgbouncer
