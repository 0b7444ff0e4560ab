# frozen_string_literal: true

require_relative '../database_objects'
require_relative '../postgres'

# PostgreSQL on its own (postgres_role: Praefect's tracking database). Below Patroni this recipe does nothing.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/tree/master/files/gitlab-cookbooks/postgresql/recipes
class PostgresqlRecipe < Recipe
  RELOAD = [:hup, 'postgresql'].freeze

  def self.services = %w[postgresql]
  def self.order = 30
  def self.defaults = Postgres::DEFAULTS

  # patroni_role enables PostgreSQL, too: Patroni then runs it.
  def self.parse(node)
    node['services'].delete('postgresql') if node['services']['patroni']
  end

  def configure
    directory(Postgres::DIR, owner: Postgres::USER, mode: 0o2775)
    directory(Postgres::DATA, owner: Postgres::USER, mode: 0o700)
    initialise
    Postgres.files(node, base: 'postgresql.conf').each do |name, content|
      file("#{Postgres::DATA}/#{name}", content, owner: Postgres::USER, mode: 0o600, notifies: RELOAD)
    end
    run
  end

  private

  def initialise
    return if File.exist?("#{Postgres::DATA}/PG_VERSION")

    execute("#{Postgres::BIN}/initdb", '-D', Postgres::DATA, '-E', 'UTF8', '--locale', 'C.UTF-8', user: Postgres::USER)
    changed("execute[initdb -D #{Postgres::DATA}]")
  end

  # TERM would wait until all clients disconnect, and Praefect never disconnects.
  # https://gitlab.com/gitlab-org/omnibus-gitlab/-/tree/master/files/gitlab-cookbooks/postgresql/templates/default
  def stop_at_once
    control = "#{Runit::SV}/postgresql/control"
    directory(control)
    file("#{control}/t", <<~SCRIPT, mode: 0o755)
      #!/bin/sh
      echo "received TERM from runit, sending INT instead to force quit connections"
      exec /usr/bin/sv interrupt /opt/gitlab/service/postgresql
    SCRIPT
  end

  def run
    stop_at_once
    service('postgresql', run: <<~SCRIPT, restart_on_change: false)
      #!/bin/sh
      exec 2>&1
      cd #{Postgres::DIR}
      exec chpst -P -U #{Postgres::USER} -u #{Postgres::USER} #{Postgres::BIN}/postgres -D #{Postgres::DATA}
    SCRIPT
    wait_until('PostgreSQL did not respond before service checks were exhausted', 60) { ready }
    DatabaseObjects.new(node) { |what| changed(what) }.create
  end

  def ready
    succeeds?("#{Postgres::BIN}/pg_isready", '-q', '-h', node['postgresql']['unix_socket_directory'], '-p',
              node['postgresql']['port'].to_s) || pending(Runit.status('postgresql').strip)
  end
end
