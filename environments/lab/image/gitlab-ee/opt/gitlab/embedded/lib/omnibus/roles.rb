# frozen_string_literal: true

require_relative 'release'

# Roles → services, as the version's services.rb and roles/*.rb compute them.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/tree/master/files/gitlab-cookbooks/package/libraries/config
class Roles
  # Groups a service belongs to; enabling a group enables its services.
  GROUPS = {
    'logrotate' => %w[default system], 'node_exporter' => %w[default system monitoring_role],
    'puma' => %w[default rails], 'sidekiq' => %w[default rails sidekiq_role], 'gitlab_exporter' => %w[default rails],
    'gitlab_workhorse' => %w[default rails], 'gitaly' => %w[default rails gitaly_role],
    'gitlab_kas' => %w[default rails], 'redis' => %w[default redis_node], 'redis_exporter' => %w[default redis_node],
    'postgresql' => %w[default postgres_role patroni_role], 'nginx' => %w[default pages_role],
    'prometheus' => %w[default monitoring_role], 'alertmanager' => %w[default monitoring_role],
    'postgres_exporter' => %w[default postgres_role patroni_role], 'gitlab_pages' => %w[pages_role], 'mailroom' => [],
    'mattermost' => [], 'registry' => [], 'crond' => [], 'praefect' => [], 'gitlab_sshd' => [], 'sentinel' => [],
    'geo_logcursor' => [], 'geo_postgresql' => [], 'pgbouncer' => %w[pgbouncer_role],
    'pgbouncer_exporter' => %w[pgbouncer_role], 'patroni' => %w[patroni_role],
    'consul' => %w[consul_role pgbouncer_role patroni_role], 'spamcheck' => %w[spamcheck_role]
  }.freeze
  SERVICES = GROUPS.keys.freeze
  MONITORING = %w[node_exporter gitlab_exporter redis_exporter postgres_exporter pgbouncer_exporter prometheus
                  alertmanager].freeze
  NOT_MANAGING = %w[geo_primary_role geo_secondary_role backup_role].freeze
  RAILS_OFF = %w[consul_role redis_master_role redis_replica_role redis_sentinel_role monitoring_role pgbouncer_role
                 gitaly_role spamcheck_role].freeze
  RAILS_ON = %w[application_role patroni_role postgres_role].freeze

  def initialize(settings, names)
    @settings = settings
    @valid = names.grep(/_role\z/)
  end

  # Returns service => true for what is enabled and fills in what roles decide in the settings.
  def apply
    name_active
    check
    services = enable(%w[system])
    services.merge!(enable(%w[default], except: rails_off? ? 'rails' : nil)) if default?
    active.each { |role| services.merge!(load(role)) }
    said = SERVICES.to_h { |name| [name, explicit(name)] }.compact
    services.merge!(said)
    services.merge!(monitoring(services), said)
    services.select { |_, wanted| wanted }
  end

  private

  def section(name) = (@settings[name] ||= Mash.new)
  def active = @valid.select { |role| @settings.dig(role, 'enable') }
  def default? = (active - NOT_MANAGING).empty?
  def rails_off? = @settings.dig('gitlab_rails', 'enable') == false
  def explicit(service) = @settings.dig(service, 'enable')

  # An exporter comes with its service, unless gitlab.rb says; prometheus_monitoring['enable'] = false is "none at all".
  # https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/monitoring/libraries/prometheus.rb
  def monitoring(services)
    return MONITORING.to_h { |name| [name, false] } if @settings.dig('prometheus_monitoring', 'enable') == false

    { 'postgres_exporter' => services['postgresql'] || false, 'redis_exporter' => services['redis'] || false }
  end

  # roles(['a_role']) is the same as a_role['enable'] = true; hyphens are allowed.
  def name_active
    wanted = [@settings['roles']].flatten.compact.map { |role| role.to_s.tr('-', '_') }
    invalid = wanted - @valid
    raise "The following invalid roles have been set in 'roles': #{invalid.join(', ')}" unless invalid.empty?

    wanted.each { |role| section(role)['enable'] = true }
  end

  def check
    return unless active.include?('redis_master_role') && active.include?('redis_replica_role')

    raise 'Cannot define both redis_master_role and redis_replica_role in the same machine.'
  end

  def load(role)
    rails_by(role)
    case role
    when 'application_role' then enable(%w[rails]).merge(web_server)
    when 'redis_master_role', 'redis_replica_role' then enable(%w[redis_node])
    when 'redis_sentinel_role' then { 'sentinel' => true }
    else enable([role])
    end
  end

  # nginx came to application_role with 17.4; before, nginx['enable'] = true is needed.
  def web_server = Release.at_least?('17.4') ? { 'nginx' => true } : {}

  def rails_by(role)
    rails = section('gitlab_rails')
    rails['auto_migrate'] ||= false if role == 'sidekiq_role'
    return rails['enable'] ||= false if role == 'pages_role'
    return unless Release.at_least?('17.5') # before, every node wrote Rails' files

    rails['enable'] = true if rails['enable'].nil? && (RAILS_ON.include?(role) || (role == 'sidekiq_role' && sidekiq_takes_rails?))
    rails['enable'] ||= false if RAILS_OFF.include?(role)
  end

  def sidekiq_takes_rails? = Release.at_least?('18.4.5') && !%w[18.5.0 18.5.1 18.5.2 18.6.0].include?(Release.version)

  def enable(groups, except: nil)
    GROUPS.select { |_, of| groups.any? { |group| of.include?(group) } && !of.include?(except) }.transform_values { true }
  end
end
