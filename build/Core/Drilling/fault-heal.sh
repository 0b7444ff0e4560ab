for chain in INPUT OUTPUT; do while firewall -D $chain -j GITLAB-HA-DRILL; do :; done; done 2>/dev/null
{ firewall -F GITLAB-HA-DRILL && firewall -X GITLAB-HA-DRILL; } 2>/dev/null
running=$(processes)
# shellcheck disable=SC2086 # A list of numbers.
[ -z "$running" ] || kill -CONT $running 2>/dev/null
for service in $services; do sv up "/opt/gitlab/service/$service" || failed=$service; done >/dev/null
switch=$(cat /run/gitlab-ha-drill 2>/dev/null)
rm -f /run/gitlab-ha-drill
[ -z "$failed" ] || echo "$failed does not come up" >&2
# Last of all, since it may be the switch itself that runs this. Its process group; dash's kill takes no "--" before it.
! grep -qs gitlab-ha-drill "/proc/$switch/cmdline" || kill -TERM "-$switch"
[ -z "$failed" ]
