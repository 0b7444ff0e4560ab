data=$(readlink -f "$1")
echo "programs $(/opt/gitlab/embedded/bin/pg_ctl --version 2>/dev/null | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')"
echo "data $(cat "$data/PG_VERSION" 2>/dev/null)"
for major in /opt/gitlab/embedded/postgresql/[0-9]*; do echo "brought ${major##*/}"; done
for beside in "$data".*; do [ -z "$(ls -A "$beside" 2>/dev/null)" ] || echo "beside $beside"; done
echo "used $(du -sk "$data" 2>/dev/null | cut -f 1)"
echo "free $(df -Pk "$data" 2>/dev/null | awk 'END { print $4 }')"
flock -n "$2" true || echo "upgrading"
! curl -q -sf -o /dev/null -m 5 "http://$3:8008/leader" || echo "leads"
mark=$(cat /var/lib/gitlab-ha/applied 2>/dev/null)
echo "mark $mark"
