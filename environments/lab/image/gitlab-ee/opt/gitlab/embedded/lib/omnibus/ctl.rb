# frozen_string_literal: true

# gitlab-ctl's commands other than those of services: each file of commands/ defines one object with #call(arguments),
# which returns the exit code.
module Ctl
  FILES = {
    'reconfigure' => 'reconfigure', 'show-config' => 'show_config', 'check-config' => 'check_config',
    'upgrade' => 'upgrade', 'upgrade-check' => 'upgrade_check', 'generate-secrets' => 'generate_secrets',
    'pg-password-md5' => 'pg_password_md5', 'write-pgpass' => 'write_pgpass', 'pgb-console' => 'pgbouncer',
    'pgb-notify' => 'pgbouncer', 'pgb-suspend' => 'pgbouncer', 'pgb-resume' => 'pgbouncer', 'pgb-kill' => 'pgbouncer',
    'patroni' => 'patroni', 'get-postgresql-primary' => 'get_postgresql_primary', 'get-redis-master' => 'get_redis_master',
    'consul' => 'consul', 'praefect' => 'praefect', 'backup-etc' => 'backup_etc', 'pg-upgrade' => 'pg_upgrade', 'revert-pg-upgrade' => 'revert_pg_upgrade', 'help' => 'help'
  }.freeze
  # These do not need root: Consul's checks and watches call them.
  OPEN = %w[patroni pgb-notify pgb-kill pgb-resume pgb-suspend pg-password-md5 help].freeze

  COMMANDS = {}
  private_constant :COMMANDS

  module_function

  def command(name, &body) = COMMANDS[name] = body

  def run(arguments)
    name, *rest = arguments
    name = 'help' if %w[-h --help].include?(name)
    unless FILES.key?(name)
      $stderr.puts "I don't know that command.\nRun 'gitlab-ctl help' for the list."
      return 1
    end
    return root_needed if Process.uid.positive? && !OPEN.include?(name)

    require_relative "commands/#{FILES[name]}"
    COMMANDS.fetch(name).call(rest)
  end

  def root_needed
    $stderr.puts 'This command must be executed as root user'
    1
  end
end

exit Ctl.run(ARGV.dup)
