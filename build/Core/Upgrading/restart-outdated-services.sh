age=$(( $(date +%s) - $(stat -c %Z /opt/gitlab/version-manifest.json) ))
gitlab-ctl status | sed -n 's/^run: \([a-z0-9_-]*\): (pid \([0-9]*\)) \([0-9]*\)s.*/\1 \2 \3/p' | while read -r name pid uptime; do
  [ "$uptime" -gt "$age" ] || continue
  case $name in
    gitaly | praefect) continue ;;
    pgbouncer)
      gitlab-ctl int pgbouncer </dev/null
      for try in $(seq 50); do [ -d "/proc/$pid" ] || break; sleep 0.2; done
      [ -d "/proc/$pid" ] || continue ;;
    postgresql)
      installed=$(/opt/gitlab/embedded/bin/postgres --version | sed -n 's/^postgres (PostgreSQL) \([0-9.]*\).*/\1/p')
      runs=$(gitlab-psql -d template1 -qtAXc 'show server_version' </dev/null)
      [ "${runs%% *}" != "${installed:-unknown}" ] || continue ;;
  esac
  if [ "$name" = consul ]; then restart_consul || exit 1
  else gitlab-ctl restart "$name" </dev/null || exit 1
  fi
done
