# Stops what runs here, tells Consul, and keeps it stopped after a restart of the machine: without these links runit starts
# nothing, and a reconfigure makes them again.
PATH=$PATH:/opt/gitlab/embedded/bin
mark() { # A machine that comes back to the site begins as a new one.
  umask 022
  mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha && echo first-run >applied.new && mv applied.new applied
}
if command -v haproxy >/dev/null; then systemctl disable --now haproxy >/dev/null 2>&1; fi
if command -v gitlab-ctl >/dev/null; then
  # Consul last: Patroni gives its membership up there.
  for service in /opt/gitlab/service/*; do
    name=${service##*/}
    case $name in consul | '*') ;; *) gitlab-ctl stop "$name" </dev/null || exit 1 ;; esac
  done
  if [ -e /opt/gitlab/service/consul ]; then
    timeout 60 consul leave </dev/null || echo 'consul leave failed'
    gitlab-ctl stop consul </dev/null || exit 1
  fi
  rm -f /opt/gitlab/service/*
fi
mark
