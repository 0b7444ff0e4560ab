# Restarts a Consul that is older than its configuration, and records in $1 for which settings it was started.
# runsv writes its file when the process starts or ends; where one of both is not there, nothing is restarted.
config=$(sed -n 's/.*-config-file[= ]*\([^ ]*\).*/\1/p' /opt/gitlab/sv/consul/run 2>/dev/null | head -n 1)
config=${config:-/var/opt/gitlab/consul/config.json}
if [ -n "$(find "$config" -newer /opt/gitlab/sv/consul/supervise/pid 2>/dev/null)" ]; then
  restart_consul || exit 1
fi
umask 022
mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha && echo "$1" >consul-started.new && mv consul-started.new consul-started
