# Restarts a Consul that is older than its configuration, and records in $1 for which settings it was started.
# runsv writes the file when the process starts or ends; a file that is not there is not newer.
config=$(sed -n 's/.*-config-file[= ]*\([^ ]*\).*/\1/p' /opt/gitlab/sv/consul/run 2>/dev/null | head -n 1)
if [ "${config:-/var/opt/gitlab/consul/config.json}" -nt /opt/gitlab/sv/consul/supervise/pid ]; then
  restart_consul || exit 1
fi
umask 022
mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha && echo "$1" >consul-started.new && mv consul-started.new consul-started
