# frozen_string_literal: true

require_relative 'postgres'

# Roles, databases, extensions and PgBouncer's look-up function, on a PostgreSQL that takes writes. One query says what
# is there; only what is missing or different is made.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/resources/database_objects.rb
class DatabaseObjects
  include Shell

  EXTENSIONS = %w[pg_trgm btree_gist].freeze
  LOOKUP = <<~SQL
    CREATE OR REPLACE FUNCTION public.pg_shadow_lookup(in i_username text, out username text, out password text)
    RETURNS record AS $$
    BEGIN
        SELECT usename, passwd FROM pg_catalog.pg_shadow
        WHERE usename = i_username INTO username, password;
        RETURN;
    END;
    $$ LANGUAGE plpgsql SECURITY DEFINER;
    REVOKE ALL ON FUNCTION public.pg_shadow_lookup(text) FROM public, pgbouncer;
    GRANT EXECUTE ON FUNCTION public.pg_shadow_lookup(text) TO pgbouncer;
  SQL

  # yields what it made, for the log
  def initialize(node, &made)
    @settings = node['postgresql']
    @rails = node['gitlab_rails']['enable'] != false
    @database = node['gitlab_rails']['db_database']
    @made = made
  end

  def create
    role(@settings['sql_user'], @settings['sql_user_password'])
    role(@settings['sql_replication_user'], @settings['sql_replication_password'], replication: true)
    return unless @rails

    database
    EXTENSIONS.each { |name| extension(name) }
    pgbouncer if @settings['pgbouncer_user_password']
  end

  private

  def role(name, password, replication: false)
    hash = password && "md5#{password}"
    there = query("SELECT coalesce(rolpassword, ''), rolreplication FROM pg_authid WHERE rolname = #{text(name)}").first
    same = there && (hash.nil? || there[0] == hash) && (!replication || there[1] == 't')
    return if same

    run("#{there ? 'ALTER' : 'CREATE'} ROLE #{id(name)} WITH LOGIN #{'REPLICATION' if replication} " \
        "#{"PASSWORD #{text(hash)}" if hash}")
    @made.call("postgresql_user[#{name}]")
  end

  def database
    return if query("SELECT 1 FROM pg_database WHERE datname = #{text(@database)}").any?

    run("CREATE DATABASE #{id(@database)} OWNER #{id(@settings['sql_user'])}")
    @made.call("postgresql_database[#{@database}]")
  end

  def extension(name)
    return if query("SELECT 1 FROM pg_extension WHERE extname = #{text(name)}", @database).any?
    return if query("SELECT 1 FROM pg_available_extensions WHERE name = #{text(name)}").empty?

    run("CREATE EXTENSION IF NOT EXISTS #{id(name)}", @database)
    @made.call("postgresql_extension[#{name}]")
  end

  def pgbouncer
    role(@settings['pgbouncer_user'], @settings['pgbouncer_user_password'])
    return if query("SELECT 1 FROM pg_proc WHERE proname = 'pg_shadow_lookup'", @database).any?

    run(LOOKUP, @database)
    @made.call('pgbouncer auth function')
  end

  def text(value) = "'#{value.to_s.gsub("'", "''")}'"
  def id(name) = "\"#{name.to_s.gsub('"', '""')}\""

  def query(sql, database = 'template1') = psql(sql, database).lines.map { |line| line.chomp.split('|', -1) }
  def run(sql, database = 'template1') = psql(sql, database)

  # Over standard input: a password hash has no place in a process list.
  def psql(sql, database)
    execute("#{Postgres::BIN}/psql", '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', @settings['unix_socket_directory'],
            '-p', @settings['port'], '-U', Postgres::USER, '-d', database, user: Postgres::USER, input: sql,
            env: { 'PGOPTIONS' => '-c client_min_messages=warning' })
  end
end
