# frozen_string_literal: true

require 'socket'
require_relative 'gitlab_rb'
require_relative 'recipe'
require_relative 'release'
require_relative 'removals'
require_relative 'roles'
require_relative 'secrets'

# gitlab.rb → the attributes recipes work from: secrets, then roles, then what recipes derive, then the defaults below.
class Attributes
  Dir[File.join(__dir__, 'recipes', '*.rb')].sort.each { |file| require file }

  # Where Omnibus keeps a section in its node file: these at the top, monitoring's together, the rest under "gitlab".
  TOP = %w[consul crond gitaly gitlab_kas gitlab_pages letsencrypt package patroni pgbouncer postgresql praefect redis
           registry repmgr repmgrd roles].freeze
  MONITORING = %w[alertmanager gitlab_exporter node_exporter pgbouncer_exporter postgres_exporter prometheus
                  redis_exporter].freeze

  attr_reader :settings, :node

  def self.load(path: GitlabRb::PATH) = new(path).tap(&:resolve)

  def initialize(path)
    @names = Release.top_level
    @settings = GitlabRb.read(path, @names)
  end

  def resolve
    secrets = Secrets.new(@settings).load
    services = Roles.new(@settings, @names).apply
    @node = deep_merge(defaults, @settings)
    @node.merge!('version' => Release.version, 'fqdn' => Attributes.fqdn, 'ipaddress' => Attributes.address,
                 'secrets' => secrets, 'services' => services)
    @node['given'] = @settings
    services.each_key { |name| (@node[name] ||= {})['enable'] = true }
    Recipe.all.sort_by(&:order).each { |recipe| recipe.parse(@node) }
  end

  # Messages about settings that this version has removed, and about deprecated ones.
  def removals = Removals.new(@settings)

  # The settings alone, laid out as Omnibus' node file has them.
  def normal = layout(strip(@settings.reject { |name, _| name.end_with?('_role') || name == 'roles' }))

  def default = layout(@node.slice(*@names).merge(@settings) { |_, resolved, _| resolved })

  def enabled_roles
    @settings.select { |name, value| name.end_with?('_role') && value.is_a?(Hash) && value['enable'] }
             .to_h { |name, _| [name.delete_suffix('_role'), { 'enable' => true }] }
  end

  def self.fqdn
    @fqdn ||= IO.popen(%w[hostname -f], err: File::NULL, &:read).strip.then { |name| name.empty? ? Socket.gethostname : name }
  end

  def self.address = Socket.ip_address_list.find { |entry| entry.ipv4? && !entry.ipv4_loopback? }&.ip_address || '127.0.0.1'

  private

  def defaults
    Recipe.all.inject({}) { |all, recipe| deep_merge(all, recipe.defaults) }
  end

  # nil in gitlab.rb means "not set"; everything else wins over a default.
  def deep_merge(low, high)
    low.merge(high) do |_, below, above|
      if below.is_a?(Hash) && above.is_a?(Hash) then deep_merge(below, above)
      else above.nil? ? below : above
      end
    end
  end

  def layout(sections)
    sections.each_with_object({ 'gitlab' => {}, 'monitoring' => {}, 'roles' => enabled_roles }) do |(name, value), all|
      next if name == 'roles'

      target = if TOP.include?(name) then all
               else MONITORING.include?(name) ? all['monitoring'] : all['gitlab']
               end
      target[name] = value
    end
  end

  def strip(value)
    return value unless value.is_a?(Hash)

    value.reject { |_, entry| entry.nil? }.transform_values { |entry| strip(entry) }
  end
end
