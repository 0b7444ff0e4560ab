# frozen_string_literal: true

# svlogd rotates every service's own log; this runs Omnibus' "logrotate" service as what it is there: a loop that wakes
# now and then. Logs the daemons write themselves are cut at 10 MB, instead of Omnibus' logrotate rules.
class LogrotateRecipe < Recipe
  def self.services = %w[logrotate]
  def self.order = 95

  def configure
    service('logrotate', run: <<~'SCRIPT')
      #!/bin/sh
      exec 2>&1
      while :; do
        find /var/log/gitlab -name '*.log' -size +10M -exec truncate -s 0 {} +
        sleep 3000 & wait $!
      done
    SCRIPT
  end
end
